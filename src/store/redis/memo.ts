import { decode, encode } from '../codec.ts';
import type { Connection } from './connection.ts';
import type { Keys } from './keys.ts';
import { call, placed, same, there } from './parts.ts';
import type { Write } from './script.ts';

/** One small thing kept by key; without an end it stays until it is forgotten. */
export const memoWrites = (keys: Keys, key: string, value: unknown, until?: Date): readonly Write[] => [
  call('HSET', keys.memo, key, encode(value)),
  placed(keys.memoUntil, until?.getTime(), key),
];

/** Undefined once it has ended. */
export async function recall({ together, keys }: Connection, key: string, now: Date): Promise<unknown> {
  const [value, until] = await together([
    ['hget', keys.memo, key],
    ['zscore', keys.memoUntil, key],
  ]);
  if (typeof value !== 'string' || (typeof until === 'string' && Number(until) <= now.getTime()))
    return undefined;
  return decode(value);
}

/** Answers whether there was something: of two that forget it at once, one is told so. */
export const forget = ({ tried, keys }: Connection, key: string): Promise<boolean> =>
  tried([there(keys.memo, key)], forgotten(keys, key));

const forgotten = (keys: Keys, key: string): readonly Write[] => [
  call('HDEL', keys.memo, key),
  placed(keys.memoUntil, undefined, key),
];

/** Answers whether `from` was what is kept, and `to` is now. */
export const exchange = (
  { tried, keys }: Connection,
  key: string,
  from: unknown,
  to: unknown,
): Promise<boolean> =>
  tried(
    [same(keys.memo, key, from === undefined ? undefined : encode(from))],
    to === undefined ? forgotten(keys, key) : memoWrites(keys, key, to),
  );

import { decode, encode } from '../codec.ts';
import type { Connection } from './connection.ts';
import type { Keys } from './keys.ts';
import { call, placed, there } from './parts.ts';
import type { Write } from './script.ts';

interface Remembered {
  readonly value: unknown;
  readonly until?: Date;
}

/** One small thing kept by key; without an end it stays until it is forgotten. */
export const memoWrites = (keys: Keys, key: string, value: unknown, until?: Date): readonly Write[] => [
  call('HSET', keys.memo, key, encode({ value, ...(until && { until }) } satisfies Remembered)),
  placed(keys.memoUntil, until?.getTime(), key),
];

/** Undefined once it has ended. */
export async function recall({ call: ask, keys }: Connection, key: string, now: Date): Promise<unknown> {
  const kept = await ask('HGET', keys.memo, key);
  if (typeof kept !== 'string') return undefined;
  const { value, until } = decode(kept) as Remembered;
  return until === undefined || until > now ? value : undefined;
}

/** Answers whether there was something: of two that forget it at once, one is told so. */
export const forget = ({ tried, keys }: Connection, key: string): Promise<boolean> =>
  tried([there(keys.memo, key)], [call('HDEL', keys.memo, key), placed(keys.memoUntil, undefined, key)]);

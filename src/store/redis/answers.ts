import { Conflict, type Once } from '../../ports/store.ts';
import { decode, encode } from '../codec.ts';
import type { Connection } from './connection.ts';
import type { Keys } from './keys.ts';
import { call, same } from './parts.ts';
import type { Check, Write } from './script.ts';

/** A delivery acts once: what its sender was told before is to be read with `answered(key)`. */
export const answerChecks = (keys: Keys, { key }: Once): readonly Check[] => [
  same(keys.answers, key, undefined, () => new Conflict(`This delivery has been answered before (${key}).`)),
];

export const answerWrites = (keys: Keys, { key, answer }: Once, at: Date): readonly Write[] => [
  call('HSET', keys.answers, key, encode(answer)),
  call('ZADD', keys.answersAt, String(at.getTime()), key),
];

export async function answered(
  { call: ask, keys }: Connection,
  key: string,
): Promise<Once['answer'] | undefined> {
  const value = await ask('HGET', keys.answers, key);
  return typeof value === 'string' ? (decode(value) as Once['answer']) : undefined;
}

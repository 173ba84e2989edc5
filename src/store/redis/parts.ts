import { Conflict } from '../../ports/store.ts';
import type { Check, Write } from './script.ts';

/** For those that are only tried: nobody is told of it. */
const met = (): Error => new Conflict('Somebody wrote meanwhile.');

/** The field of a hash is as it was read; undefined: it is not there. */
export const same = (key: string, field: string, value: string | undefined, refusal = met): Check => ({
  ...{ name: 'same', keys: [key], values: [field, value ?? ''], refusal },
});

/** The item is at this version; undefined: there is none of this id. */
export const atVersion = (key: string, version: number | undefined, refusal = met): Check =>
  same(key, 'version', version === undefined ? undefined : String(version), refusal);

export const there = (key: string, field: string, refusal = met): Check => ({
  ...{ name: 'there', keys: [key], values: [field], refusal },
});

/** Nobody but `id` has a lease on the target past `now`. */
export const free = (key: string, id: string, now: Date): Check => ({
  ...{ name: 'free', keys: [key], values: [String(now.getTime()), id] },
  refusal: () => new Conflict(`Somebody is at work on a target of ${id}. Try again soon.`),
});

/** One command on one key. */
export const call = (command: string, key: string, ...values: readonly string[]): Write => ({
  ...{ name: 'call', keys: [key], values: [command, ...values] },
});

/** The member has this score in a sorted set, or, with none, is not there. */
export const placed = (key: string, score: number | undefined, member: string): Write =>
  score === undefined ? call('ZREM', key, member) : call('ZADD', key, String(score), member);

import type { NewEvent } from '../../access/audit-event.ts';
import type { Erasure } from '../../ports/store.ts';
import { checkMentions } from '../rules.ts';
import { StoreError } from '../store-error.ts';
import type { Connection } from './connection.ts';
import { eventChecks, eventWrites } from './events.ts';
import { call, placed } from './parts.ts';
import type { Write } from './script.ts';

// Fields in one command: Lua hands on no more than some thousands.
const AT_ONCE = 500;

/** Values and mentions go in the step that writes the event. */
export async function eraseValues(
  connection: Connection,
  { lines, mentions }: Erasure,
  event: NewEvent,
): Promise<void> {
  checkMentions(mentions);
  const { keys, apply } = connection;
  const values = lines.flatMap(({ seq, fields }) => fields.map((field) => `${seq}:${field}`));
  await apply(eventChecks(keys), [
    ...chunksOf(values).map((fields) => call('HDEL', keys.beside, ...fields)),
    ...gone(keys.memo, keys.memoUntil, await mentioning(connection, keys.memo, mentions)),
    ...gone(keys.answers, keys.answersAt, await mentioning(connection, keys.answers, mentions)),
    ...eventWrites(keys, event),
  ]);
}

const chunksOf = (all: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) =>
    all.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );

/** By name, with when each ends. */
const gone = (hash: string, ends: string, names: readonly string[]): readonly Write[] =>
  names.flatMap((name) => [call('HDEL', hash, name), placed(ends, undefined, name)]);

export async function countMentioned(connection: Connection, mentions: readonly string[]): Promise<number> {
  const { memo, answers } = connection.keys;
  const found = await Promise.all([memo, answers].map((hash) => mentioning(connection, hash, mentions)));
  return found.flat().length;
}

/** The names in a hash under which something is kept that has one of these in it, or in its name. */
async function mentioning(
  { call: ask }: Connection,
  hash: string,
  mentions: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let cursor = '0'; ; ) {
    const [next, flat] = (await ask('HSCAN', hash, cursor, 'COUNT', AT_ONCE)) as [string, string[]];
    for (let n = 0; n < flat.length; n += 2) {
      const [name = '', value = ''] = flat.slice(n, n + 2);
      if (mentions.some((text) => name.includes(text) || value.includes(text))) found.add(name);
    }
    if (next === '0') return [...found];
    cursor = next;
  }
}

/** The append-only file has every command that was ever sent until it is written anew. */
export async function wipe({ call: ask, at }: Connection): Promise<string | undefined> {
  try {
    await ask('BGREWRITEAOF');
    return undefined;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return `The append-only file of ${at} has what was erased until it is written anew, which could not be had now: run BGREWRITEAOF there.`;
  }
}

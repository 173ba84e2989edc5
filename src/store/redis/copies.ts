import type { Copy, NewCopy } from '../../ports/store.ts';
import { decode, encode } from '../codec.ts';
import { StoreError } from '../store-error.ts';
import type { Command, Connection } from './connection.ts';
import type { Keys } from './keys.ts';
import { atVersion, call, placed, same } from './parts.ts';
import type { Write } from './script.ts';

/** New copies of a request or record; those that exist are left as they are. */
export const copyWrites = (keys: Keys, request: string, copies: readonly NewCopy[]): readonly Write[] =>
  copies.map(({ slot, card, place }) => ({
    name: 'copy',
    keys: [keys.copies(request), keys.shown(request), keys.behind],
    values: [request, slot, encode({ request, slot, card, place, drawn: 0, attempt: 0 } satisfies Copy)],
  }));

/** Of a request or record that is dropped. */
export const droppedCopiesWrite = (keys: Keys, request: string): Write => ({
  ...{ name: 'unshow', keys: [keys.copies(request), keys.shown(request), keys.behind], values: [request] },
});

/** One copy as it is known now, and whether it lags behind. */
export function copyState(keys: Keys, copy: Copy, behind: boolean): readonly Write[] {
  const { request, slot, lost, notBefore } = copy;
  const at = notBefore?.getTime() ?? 0;
  return [
    call('HSET', keys.copies(request), slot, encode(copy)),
    placed(keys.shown(request), lost === undefined ? at : undefined, slot),
    placed(keys.behind, behind ? at : undefined, `${request}\n${slot}`),
  ];
}

export async function copiesOf({ call: ask, keys }: Connection, request: string): Promise<readonly Copy[]> {
  const copies = ((await ask('HVALS', keys.copies(request))) as readonly string[]).map(copyFrom);
  return copies.sort((one, other) => (one.slot < other.slot ? -1 : 1));
}

export async function behind(
  { call: ask, together, keys }: Connection,
  now: Date,
  limit: number,
): Promise<readonly Copy[]> {
  const members = (await ask(
    'ZRANGE',
    keys.behind,
    '-inf',
    now.getTime(),
    'BYSCORE',
    'LIMIT',
    0,
    limit,
  )) as readonly string[];
  const found = await together(
    members.map((member): Command => {
      const end = member.indexOf('\n');
      return ['hget', keys.copies(member.slice(0, end)), member.slice(end + 1)];
    }),
  );
  return found.flatMap((value) => (typeof value === 'string' ? [copyFrom(value)] : []));
}

const copyFrom = (value: string): Copy => decode(value) as Copy;

// Each try reads anew, and one of those that met has won: only a crowd at one copy needs more than a few.
const TRIES = 50;

/** Remembers a drawing. What others wrote since it was read is read again: a report changes nothing that it does not know of. */
export async function drew(connection: Connection, copy: Copy): Promise<void> {
  const { keys, tried, together } = connection;
  const { request, slot } = copy;
  for (let n = 0; n < TRIES; n++) {
    const [kept, version] = (await together([
      ['hget', keys.copies(request), slot],
      ['hget', keys.kept(request), 'version'],
    ])) as readonly (string | null)[];
    const next = kept ? later(copyFrom(kept), copy) : copy;
    const lags = next.lost === undefined && next.drawn < Number(version ?? 0);
    const unchanged = [
      same(keys.copies(request), slot, kept ?? undefined),
      atVersion(keys.kept(request), version ? Number(version) : undefined),
    ];
    if (await tried(unchanged, copyState(keys, next, lags))) return;
  }
  throw new StoreError(`The card ${slot} of ${request} is written by too many at once. It is tried again.`);
}

/**
 * What an older drawing has shown late may stand there now, so that it is drawn again. Where it showed nothing, only the
 * message's id is news: the newer drawing knows the rest better.
 */
function later(kept: Copy, told: Copy): Copy {
  const late = told.drawn < kept.drawn;
  const message = late ? (kept.message ?? told.message) : (told.message ?? kept.message);
  const known = message === undefined ? {} : { message };
  if (!late) return { ...told, card: kept.card, ...known };
  const { hash: _, ...others } = kept;
  return isShown(told) ? { ...others, ...known, ...drawingOf(told) } : { ...kept, ...known };
}

const isShown = ({ message, notBefore, lost }: Copy): boolean =>
  message !== undefined && notBefore === undefined && lost === undefined;

const drawingOf = ({ drawn, hash }: Copy): Pick<Copy, 'drawn' | 'hash'> => ({
  drawn,
  ...(hash === undefined ? {} : { hash }),
});

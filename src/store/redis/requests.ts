import type { Holder, RequestFilter, Stored } from '../../ports/store.ts';
import type { Command, Connection } from './connection.ts';
import { FIELDS, type Row, storedFrom } from './rows.ts';

/** Told of an item that cannot be read, and why. */
export type Unreadable = (id: string, error: unknown) => void;

/** Questions about requests; nothing here writes. */
export interface Requests {
  find(id: string): Promise<Stored | undefined>;
  holders(target: string, except: string): Promise<readonly Holder[]>;
  list(filter: RequestFilter, unreadable: Unreadable): Promise<readonly Stored[]>;
}

export function createRequests(connection: Connection): Requests {
  const { keys, call } = connection;
  return {
    find: async (id) => storedFrom(id, await rowOf(connection, id)),
    async holders(target, except) {
      const found = pairs(await call('ZRANGE', keys.holders(target), 0, -1, 'WITHSCORES'));
      return found
        .filter(([request]) => request !== except)
        .map(([request, until]) => ({ request, until: new Date(until) }));
    },
    async list(filter, unreadable) {
      const { limit, statuses } = filter;
      for (let wanted = limit; ; wanted *= 2) {
        const ids = await newest(connection, filter, wanted);
        const found = readable(ids, await rowsOf(connection, ids), storedFrom, unreadable);
        // What moved on since its id was read is judged as it is now; then it takes more ids.
        const listed = found.filter(({ request }) => statuses?.includes(request.status) ?? true);
        if (listed.length >= limit || ids.length < wanted) return listed.slice(0, limit);
      }
    },
  };
}

/** Ids, newest first: from one set by itself, or of what is in every set that the filter names, for each of its statuses. */
async function newest(
  { keys, together }: Connection,
  { requester, vm, statuses }: RequestFilter,
  wanted: number,
): Promise<readonly string[]> {
  const sets = [
    ...(requester === undefined ? [] : [keys.requestsBy(requester)]),
    ...(vm === undefined ? [] : [keys.requestsOn(vm)]),
  ];
  const ways = statuses === undefined ? [sets] : statuses.map((status) => [...sets, keys.requestsIn(status)]);
  const commands = ways.map((way): Command => {
    const [first = keys.requests, ...others] = way;
    return others.length === 0
      ? ['zrange', first, 0, wanted - 1, 'WITHSCORES']
      : ['zinter', way.length, ...way, 'AGGREGATE', 'MIN', 'WITHSCORES'];
  });
  const found = wanted === 0 ? [] : (await together(commands)).flatMap(pairs);
  const order = found.sort(([one, at], [other, then]) => at - then || (one < other ? -1 : 1));
  return order.slice(0, wanted).map(([id]) => id);
}

/** What is kept under an id. */
export const rowOf = async ({ call, keys }: Connection, id: string): Promise<Row> =>
  (await call('HMGET', keys.kept(id), ...FIELDS)) as Row;

/** So many in one answer: one of a hundred megabytes comes too late, and keeps Redis from everybody else. */
const AT_ONCE = 1_000;

export async function rowsOf(
  { together, keys }: Connection,
  ids: readonly string[],
): Promise<readonly Row[]> {
  const rows: (readonly Row[])[] = [];
  for (let n = 0; n < ids.length; n += AT_ONCE) {
    const some = ids.slice(n, n + AT_ONCE).map((id): Command => ['hmget', keys.kept(id), ...FIELDS]);
    rows.push((await together(some)) as readonly Row[]);
  }
  return rows.flat();
}

/** One that cannot be read must not hide the others (HOLES H8). */
export function readable<T>(
  ids: readonly string[],
  rows: readonly Row[],
  read: (id: string, row: Row) => T | undefined,
  unreadable: Unreadable,
): readonly T[] {
  return ids.flatMap((id, n) => {
    try {
      const item = read(id, rows[n] ?? []);
      return item === undefined ? [] : [item];
    } catch (error) {
      unreadable(id, error);
      return [];
    }
  });
}

/** A reply WITHSCORES. */
export function pairs(reply: unknown): readonly (readonly [member: string, score: number])[] {
  const flat = reply as readonly string[];
  return Array.from(
    { length: flat.length / 2 },
    (_, n) => [flat[2 * n] ?? '', Number(flat[2 * n + 1])] as const,
  );
}

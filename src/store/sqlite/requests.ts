import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { HELD } from '../../access/request.ts';
import type { Holder, RequestFilter, Stored } from '../../ports/store.ts';
import { createLists } from './request-lists.ts';
import { type Row, storedFrom } from './rows.ts';

/** A row of the due index that could not be read, and why. */
export type Unreadable = (id: string, error: unknown) => void;

/** Rows that are left out. */
export type Skipped = (id: string) => boolean | undefined;

/** Questions about requests; nothing here writes. */
export interface Requests {
  find(id: string): Stored | undefined;
  due(now: Date, limit: number, unreadable: Unreadable, isSkipped: Skipped): readonly Stored[];
  putOff(until: Date, limit: number, unreadable: Unreadable): readonly Stored[];
  holders(target: string, except: string): readonly Holder[];
  list(filter: RequestFilter, unreadable: Unreadable): readonly Stored[];
  /** Another request with a live lease on one of the targets that this one has. */
  leasedBeside(id: string, now: Date): string | undefined;
}

export function createRequests(db: DatabaseSync): Requests {
  const one = db.prepare('SELECT * FROM request WHERE id = ?');
  // In the index's own order: with a second term all that is due at one instant is read and sorted for each look.
  const dueIds = db.prepare('SELECT id FROM request WHERE look_at <= ? ORDER BY look_at');
  // By the index of what is due: what is looked at in time is not read. The plus keeps SQLite from going through all that is held.
  const putOff = db.prepare(
    `SELECT * FROM request WHERE look_at > :until AND +status IN (SELECT value FROM json_each(:held))
     ORDER BY look_at DESC LIMIT :limit`,
  );
  const holding = db.prepare(
    `SELECT hold.request, until FROM hold JOIN request ON request.id = hold.request
     WHERE target = ? AND live = 1 AND hold.request <> ? ORDER BY until, hold.request`,
  );
  const beside = db.prepare(
    `SELECT other.request FROM hold mine JOIN hold other ON other.target = mine.target AND other.request <> mine.request
     JOIN request ON request.id = other.request WHERE mine.request = ? AND lease_until > ? LIMIT 1`,
  );
  const listed = createLists(db);
  return {
    find: (id) => {
      const row = one.get(id);
      return row === undefined ? undefined : storedFrom(row);
    },
    due: (now, limit, ...how) => readUpTo(dueIds.iterate(now.getTime()), one, limit, storedFrom, ...how),
    putOff: (until, most, unreadable) =>
      readOn(
        most,
        (limit) => putOff.all({ until: until.getTime(), held: JSON.stringify(HELD), limit }),
        storedFrom,
        unreadable,
      ),
    holders: (target, except) =>
      holding
        .all(target, except)
        .map((row) => ({ request: String(row.request), until: new Date(Number(row.until)) })),
    list: (filter, unreadable) =>
      readOn(filter.limit, (limit) => listed({ ...filter, limit }), storedFrom, unreadable),
    leasedBeside: (id, now) => beside.get(id, now.getTime())?.request as string | undefined,
  };
}

/** The first so many that can be read, by `one` of them. Of those that are skipped, only the id is read: they may be thousands. */
export function readUpTo<T>(
  ids: Iterable<Row>,
  one: StatementSync,
  limit: number,
  read: (row: Row) => T,
  unreadable: Unreadable,
  isSkipped: Skipped,
): readonly T[] {
  const found: T[] = [];
  for (const { id } of ids) {
    if (found.length === limit) break;
    const row = isSkipped(String(id)) ? undefined : one.get(id as string);
    if (row !== undefined) found.push(...readable(row, read, unreadable));
  }
  return found;
}

/** So many that can be read: for each that cannot there is another one. */
export function readOn<T>(
  limit: number,
  rowsOf: (limit: number) => readonly Row[],
  read: (row: Row) => T,
  unreadable: Unreadable,
): readonly T[] {
  for (let wanted = limit; ; wanted *= 2) {
    const rows = rowsOf(wanted);
    const told = new Map<string, unknown>();
    const found = rows.flatMap((row) => readable(row, read, (id, error) => told.set(id, error)));
    if (found.length < limit && rows.length === wanted) continue;
    for (const [id, error] of told) unreadable(id, error);
    return found.slice(0, limit);
  }
}

/** One that cannot be read must not hide the others (HOLES H8). */
export function readable<T>(row: Row, read: (row: Row) => T, unreadable: Unreadable): readonly T[] {
  try {
    return [read(row)];
  } catch (error) {
    unreadable(String(row.id), error);
    return [];
  }
}

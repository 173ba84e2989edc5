import type { Store } from '../../ports/store.ts';
import { createPutOff } from '../put-off.ts';
import type { Connection } from './connection.ts';
import type { Skipped, Unreadable } from './requests.ts';
import type { Tables } from './transitions.ts';

interface Due<T> {
  due(now: Date, limit: number, unreadable: Unreadable, isSkipped: Skipped): readonly T[];
}

/** Before every instant. */
const EVER = -8.64e15;

/** What is due, apart from what this process found that it cannot read. */
export function createDue(
  { db, read }: Connection,
  { requests, records }: Tables,
  report: Unreadable,
): Pick<Store, 'due' | 'dueRecords' | 'nextDue'> {
  const putOff = createPutOff();
  // So many are looked at that one of them is not put off.
  const next = read(() =>
    db.prepare(
      `SELECT * FROM (SELECT id, look_at AS at FROM request WHERE look_at > :after ORDER BY look_at LIMIT :most)
       UNION ALL SELECT * FROM (SELECT id, look_at AS at FROM record WHERE look_at > :after ORDER BY look_at LIMIT :most)
       UNION ALL SELECT '', min(coalesce(not_before, 0)) FROM copy WHERE behind = 1 AND coalesce(not_before, 0) > :after`,
    ),
  );
  const dueOf =
    <T>(table: Due<T>) =>
    async (now: Date, limit: number, but?: ReadonlySet<string>): Promise<readonly T[]> => {
      const told: Unreadable = (id, error) => {
        putOff.add(id, now);
        report(id, error);
      };
      return read(() => table.due(now, limit, told, (id) => but?.has(id) || putOff.has(id, now)));
    };
  return {
    due: dueOf(requests),
    dueRecords: dueOf(records),
    async nextDue(after) {
      const rows = read(() => next.all({ most: putOff.count() + 1, after: after?.getTime() ?? EVER }));
      const times = rows.flatMap(({ id, at }) =>
        typeof at === 'number' ? [putOff.until(String(id), at)] : [],
      );
      return times.length === 0 ? undefined : new Date(Math.min(...times));
    },
  };
}

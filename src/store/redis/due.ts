import { HELD } from '../../access/request.ts';
import type { Store, Stored } from '../../ports/store.ts';
import { createPutOff } from '../put-off.ts';
import { StoreError } from '../store-error.ts';
import type { Command, Connection } from './connection.ts';
import { pairs, readable, rowsOf, type Unreadable } from './requests.ts';
import { type Row, recordFrom, storedFrom } from './rows.ts';

const PAGE = 200;

/** What is due, apart from what this process found that it cannot read. */
export function createDue(
  connection: Connection,
  report: Unreadable,
): Pick<Store, 'due' | 'dueRecords' | 'putOff' | 'nextDue'> {
  const { keys, call, together } = connection;
  const putOff = createPutOff();
  const dueOf =
    <T>(index: string, read: (id: string, row: Row) => T | undefined) =>
    async (now: Date, limit: number, but?: ReadonlySet<string>): Promise<readonly T[]> => {
      const found: T[] = [];
      for (let from = 0; found.length < limit; from += PAGE) {
        const page = (await call(
          ...(['ZRANGE', index, '-inf', now.getTime(), 'BYSCORE', 'LIMIT', from, PAGE] as const),
        )) as readonly string[];
        const ids = page.filter((id) => !but?.has(id) && !putOff.has(id, now));
        const items = readable(ids, await rowsOf(connection, ids), present(read), (id, error) => {
          putOff.add(id, now);
          report(id, error);
        });
        found.push(...items);
        if (page.length < PAGE) break;
      }
      return found.slice(0, limit);
    };
  return {
    due: dueOf(keys.dueRequests, storedFrom),
    dueRecords: dueOf(keys.dueRecords, recordFrom),
    async putOff(until, limit) {
      const found: Stored[] = [];
      for (let from = 0; found.length < limit; from += PAGE) {
        const page = (await call(
          ...(['ZRANGE', keys.dueRequests, '+inf', `(${until.getTime()}`] as const),
          ...(['BYSCORE', 'REV', 'LIMIT', from, PAGE] as const),
        )) as readonly string[];
        const read = readable(page, await rowsOf(connection, page), storedFrom, report);
        found.push(...read.filter(({ request }) => HELD.includes(request.status)));
        if (page.length < PAGE) break;
      }
      return found.slice(0, limit);
    },
    async nextDue(after) {
      const from = after ? `(${after.getTime()}` : '-inf';
      const most = putOff.count() + 1;
      const first = (index: string): Command => [
        ...(['zrange', index, from, '+inf', 'BYSCORE', 'LIMIT', 0, most, 'WITHSCORES'] as const),
      ];
      const found = (await together([keys.dueRequests, keys.dueRecords, keys.behind].map(first))).flatMap(
        pairs,
      );
      const at = Math.min(...found.map(([id, score]) => putOff.until(id, score)));
      return Number.isFinite(at) ? new Date(at) : undefined;
    },
  };
}

/** What the index names and is not there would be looked for without end, so it is told like what cannot be read. */
const present =
  <T>(read: (id: string, row: Row) => T | undefined) =>
  (id: string, row: Row): T => {
    const item = read(id, row);
    if (item !== undefined) return item;
    throw new StoreError(`${id} is due and is not in Redis. Restore a copy of its data.`);
  };

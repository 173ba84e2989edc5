import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { UNFINISHED } from '../../access/request.ts';
import type { RequestFilter } from '../../ports/store.ts';
import type { Row } from './rows.ts';

type Asked = Exclude<keyof RequestFilter, 'limit'>;
type Term = Asked | 'unfinished';

// Only what is asked for stands in the query: SQLite plans before it knows, and with "or nothing was asked" it reads every request.
const TERMS: Record<Term, string> = {
  requester: 'requester = :requester',
  vm: 'id IN (SELECT request FROM request_vm WHERE vm = :vm)',
  statuses: 'status IN (SELECT value FROM json_each(:statuses))',
  // What has a next look is in an index without all that has ended (`checkLook`).
  unfinished: 'look_at IS NOT NULL',
};

const VALUES: { readonly [T in Asked]-?: (asked: NonNullable<RequestFilter[T]>) => SQLInputValue } = {
  requester: (requester) => requester,
  vm: (vm) => vm.toLowerCase(),
  statuses: (statuses) => JSON.stringify(statuses),
};

/** Requests by what is asked of them, newest first. */
export function createLists(db: DatabaseSync): (filter: RequestFilter) => readonly Row[] {
  const prepared = new Map<string, StatementSync>();
  return (filter) => {
    const asked = (Object.keys(VALUES) as Asked[]).filter((term) => filter[term] !== undefined);
    const sql = listOf(isUnfinished(filter) ? [...asked, 'unfinished'] : asked);
    const list = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, list);
    const values = asked.map((term) => [term, VALUES[term](filter[term] as never)]);
    return list.all({ ...Object.fromEntries(values), limit: filter.limit });
  };
}

const isUnfinished = ({ statuses }: RequestFilter): boolean =>
  statuses?.every((status) => UNFINISHED.includes(status)) ?? false;

/** The query for these terms. */
export const listOf = (terms: readonly Term[]): string =>
  `SELECT * FROM request WHERE ${terms.map((term) => TERMS[term]).join(' AND ') || 'true'}
   ORDER BY asked_at DESC, id LIMIT :limit`;

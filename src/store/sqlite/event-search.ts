import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AuditEvent } from '../../access/audit-event.ts';
import { eventFromBytes } from '../../audit/event-bytes.ts';
import type { AuditFilter } from '../../ports/store.ts';
import { AT, FIRST_VM, HAS_MORE_VMS, REQUEST } from './event-terms.ts';
import { LINE_COLUMNS, lineFrom } from './rows.ts';

type Term = Exclude<keyof AuditFilter, 'limit'>;

const TERMS: Record<Term, string> = {
  request: `${REQUEST} = :request`,
  vm: `seq IN (
    SELECT seq FROM event WHERE ${FIRST_VM} = :vm UNION ALL
    SELECT seq FROM event WHERE ${HAS_MORE_VMS}
      AND EXISTS (SELECT 1 FROM json_each(bytes, '$.vms') WHERE lower(value) = :vm))`,
  since: `${AT} >= :since`,
};

const VALUES: Record<Term, (filter: AuditFilter) => string | undefined> = {
  request: ({ request }) => request,
  // Ids are stored in lower case. SQLite's own `lower` only knows A to Z, which is all that a cloud may have written otherwise.
  vm: ({ vm }) => vm?.toLowerCase(),
  since: ({ since }) => since?.toISOString(),
};

/** Events by what their bytes say, newest first. Throws `NotAnEvent`. */
export function createSearch(db: DatabaseSync): (filter: AuditFilter) => readonly AuditEvent[] {
  const prepared = new Map<string, StatementSync>();
  return (filter) => {
    const values = Object.fromEntries(
      Object.entries(VALUES).flatMap(([term, read]) => {
        const value = read(filter);
        return value === undefined ? [] : [[term, value]];
      }),
    );
    const sql = searchFor(Object.keys(values) as Term[]);
    const search = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, search);
    return search.all({ ...values, limit: filter.limit }).map((row) => {
      const { bytes, beside } = lineFrom(row);
      return eventFromBytes(bytes, beside);
    });
  };
}

/** The inner query reads indexes alone; the bytes are fetched for what it found. */
function searchFor(terms: readonly Term[]): string {
  const where = terms.map((term) => TERMS[term]).join(' AND ') || 'true';
  // The plus keeps SQLite from walking the whole log backwards when few events are that new.
  const order = terms.includes('since') ? '+seq' : 'seq';
  return `SELECT ${LINE_COLUMNS} FROM event
    WHERE seq IN (SELECT seq FROM event WHERE ${where} ORDER BY ${order} DESC LIMIT :limit) ORDER BY seq DESC`;
}

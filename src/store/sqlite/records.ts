import type { DatabaseSync } from 'node:sqlite';
import type { RecordFilter, RecordKind, StoredRecord } from '../../ports/store.ts';
import { decode, encode } from '../codec.ts';
import { checkFormat, FORMAT } from '../format.ts';
import { readOn, readUpTo, type Skipped, type Unreadable } from './requests.ts';
import { type Row, toColumn, workFrom } from './rows.ts';

/** What is kept beside requests. Writes run inside the caller's transaction. */
export interface Records {
  find(id: string): StoredRecord | undefined;
  due(now: Date, limit: number, unreadable: Unreadable, isSkipped: Skipped): readonly StoredRecord[];
  list<K extends RecordKind>(filter: RecordFilter<K>, unreadable: Unreadable): readonly StoredRecord<K>[];
  /** False when the id is taken, by a request or a record. */
  insert(record: StoredRecord): boolean;
  /** Writes over the version before this one; false when that is not the version in the store. */
  replace(record: StoredRecord): boolean;
  /** The same where its bookkeeping alone moves: cards that were up to date are so with the new version, too. */
  book(record: StoredRecord): boolean;
  drop(id: string): void;
}

export function createRecords(db: DatabaseSync): Records {
  const one = db.prepare('SELECT * FROM record WHERE id = ?');
  const dueIds = db.prepare('SELECT id FROM record WHERE look_at <= ? ORDER BY look_at');
  const listed = db.prepare(
    `SELECT * FROM record WHERE kind = :kind
     AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
     ORDER BY rowid DESC LIMIT :limit`,
  );
  const insert = db.prepare(
    `INSERT INTO record (id, kind, version, status, due_at, lease_until, attempt, format, body)
     SELECT :id, :kind, :version, :status, :dueAt, :leaseUntil, :attempt, :format, :body
     WHERE NOT EXISTS (SELECT 1 FROM request WHERE id = :id) ON CONFLICT DO NOTHING`,
  );
  const replace = db.prepare(
    `UPDATE record SET version = :version, status = :status, due_at = :dueAt, lease_until = :leaseUntil,
     attempt = :attempt, format = :format, body = :body WHERE id = :id AND kind = :kind AND version = :version - 1`,
  );
  const drop = db.prepare('DELETE FROM record WHERE id = ?');
  const keepUp = db.prepare('UPDATE copy SET drawn = :version WHERE request = :id AND drawn = :version - 1');
  const lag = db.prepare('UPDATE copy SET behind = (lost IS NULL AND drawn < ?) WHERE request = ?');
  return {
    find: (id) => {
      const row = one.get(id);
      return row === undefined ? undefined : recordFrom(row);
    },
    due: (now, limit, ...how) => readUpTo(dueIds.iterate(now.getTime()), one, limit, recordFrom, ...how),
    list: <K extends RecordKind>(
      { kind, statuses, limit: most }: RecordFilter<K>,
      unreadable: Unreadable,
    ) => {
      const among = statuses === undefined ? null : JSON.stringify(statuses);
      const rows = (limit: number) => listed.all({ kind, statuses: among, limit });
      return readOn(most, rows, recordFrom, unreadable) as readonly StoredRecord<K>[];
    },
    insert: (record) => insert.run(columns(record)).changes > 0,
    replace: (record) => {
      if (replace.run(columns(record)).changes === 0) return false;
      lag.run(record.version, record.id);
      return true;
    },
    book: (record) => {
      if (replace.run(columns(record)).changes === 0) return false;
      keepUp.run({ id: record.id, version: record.version });
      return true;
    },
    drop: (id) => {
      drop.run(id);
    },
  };
}

export function recordFrom(row: Row): StoredRecord {
  const id = String(row.id);
  checkFormat(id, Number(row.format));
  return {
    ...{ kind: row.kind as RecordKind, id, version: Number(row.version) },
    ...{ body: decode(String(row.body)), work: workFrom(row) },
  } as StoredRecord;
}

const columns = ({
  id,
  kind,
  version,
  body,
  work,
}: StoredRecord): Record<string, string | number | null> => ({
  ...{ id, kind, version, status: body.status, attempt: work.attempt, format: FORMAT, body: encode(body) },
  dueAt: toColumn(work.dueAt),
  leaseUntil: toColumn(work.leaseUntil),
});

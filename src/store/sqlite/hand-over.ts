import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Once } from '../../ports/store.ts';
import { decode } from '../codec.ts';
import type { Everything, Remembered, StoredWithVms } from '../everything.ts';
import { StoreError } from '../store-error.ts';
import { openConnection } from './connection.ts';
import { asStoreError, isBusy } from './failures.ts';
import { beginMove, type Move, markMoved, moveOf } from './moved.ts';
import { recordFrom } from './records.ts';
import { copyFrom, LINE_COLUMNS, lineFrom, storedFrom } from './rows.ts';

/** The embedded store while it is moved elsewhere: nobody else has it open. */
export interface HandOver extends Everything {
  /** The move that was begun before, if any: ended, once the file was left for good. */
  readonly move: Move | undefined;
  /** Says in the file where it goes; answers the name of the move, the same each time that it is begun anew. */
  begin(to: string): string;
  /** From now on the file cannot be started from. */
  leave(): void;
  close(): void;
}

/** Takes the file for itself alone until it is closed. Throws `StoreError`, also while any other process has it open. */
export function holdAlone(file: string): HandOver {
  const db = alone(file);
  const rows = (sql: string): Iterable<Record<string, unknown>> => db.prepare(sql).iterate();
  const vmsOf = db.prepare('SELECT vm FROM request_vm WHERE request = ?');
  return {
    move: moveOf(db),
    begin: (to) => beginMove(db, randomUUID(), to),
    leave: () => markMoved(db),
    requests: () =>
      each(
        rows('SELECT * FROM request'),
        (row): StoredWithVms => ({
          stored: storedFrom(row),
          vms: vmsOf.all(String(row.id)).map(({ vm }) => String(vm)),
        }),
      ),
    records: () => each(rows('SELECT * FROM record ORDER BY rowid'), recordFrom),
    copies: () =>
      each(rows('SELECT * FROM copy'), (row) => ({ copy: copyFrom(row), behind: row.behind === 1 })),
    answers: () =>
      each(rows('SELECT * FROM answer'), (row): Once & { readonly at: Date } => ({
        ...{ key: String(row.key), at: new Date(Number(row.at)) },
        answer: { sentence: String(row.sentence), refused: row.refused === 1 },
      })),
    memo: () =>
      each(
        rows('SELECT * FROM memo'),
        (row): Remembered => ({
          ...{ key: String(row.key), value: decode(String(row.value)) },
          ...(typeof row.until === 'number' ? { until: new Date(row.until) } : {}),
        }),
      ),
    log: () => each(rows(`SELECT ${LINE_COLUMNS} FROM event ORDER BY seq`), lineFrom),
    dropped: Number(db.prepare('SELECT coalesce(max(seq), 0) AS cut FROM cut').get()?.cut),
    close: () => db.close(),
  };
}

function* each<T>(
  rows: Iterable<Record<string, unknown>>,
  read: (row: Record<string, unknown>) => T,
): Iterable<T> {
  for (const row of rows) yield read(row);
}

/** Every process that has the file open shares it for as long as it runs, so that one that asks for it alone is refused. */
function alone(file: string): DatabaseSync {
  // First of all as any program of this version: the tables are brought up to it, and what is no store is refused.
  if (!isLeft(file)) openConnection(file, true).close();
  const db = new DatabaseSync(file, { timeout: 500 });
  try {
    db.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; BEGIN EXCLUSIVE; COMMIT',
    );
    return db;
  } catch (error) {
    db.close();
    if (isBusy(error))
      throw new StoreError(
        `${file} is in use. Stop Ajar, and every command of its that runs, then try again.`,
        {
          cause: error,
        },
      );
    throw asStoreError(error, file);
  }
}

/** Whether it was left for good: then it is opened for nothing but ending the move. */
function isLeft(file: string): boolean {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      return moveOf(db)?.ended === true;
    } finally {
      db.close();
    }
  } catch {
    // What is no database, or is not there, is told by whoever opens it.
    return false;
  }
}

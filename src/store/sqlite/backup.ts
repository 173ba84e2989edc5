import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { LogLine } from '../../ports/store.ts';
import { encode } from '../codec.ts';
import type { Amounts } from '../everything.ts';
import { StoreError } from '../store-error.ts';
import { openConnection } from './connection.ts';
import { asStoreError } from './failures.ts';
import { LINE_COLUMNS, lineFrom } from './rows.ts';

/** When a backup was made, kept in the backup itself. */
export const MADE = 'store/backup';

/** What a file of a store holds, read without changing it. */
export interface Contents {
  readonly amounts: Amounts;
  log(): Iterable<LogLine>;
  close(): void;
}

/**
 * Copies the store as it is at one moment into a new file (0600) while others work on it, and looks at the copy. Nothing is
 * written over, and what is not whole does not stay. Throws `StoreError`.
 */
export function backUp(file: string, to: string, now: Date): void {
  const source = openConnection(file, true);
  try {
    reserve(to);
    try {
      source.apart(() => source.db.prepare('VACUUM INTO ?').run(to));
      stamp(to, now);
      keepOnDisk(to);
      examine(to).close();
    } catch (error) {
      rmSync(to);
      throw error;
    }
  } finally {
    source.close();
  }
}

/** SQLite fills a file that is empty, and no other. */
function reserve(to: string): void {
  try {
    closeSync(openSync(to, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new StoreError(`${to} is there already, and is left as it is. Name another file.`, {
      cause: error,
    });
  }
}

function stamp(to: string, now: Date): void {
  const db = new DatabaseSync(to);
  try {
    db.prepare('INSERT OR REPLACE INTO memo (key, value) VALUES (?, ?)').run(MADE, encode({ at: now }));
  } finally {
    db.close();
  }
}

export function keepOnDisk(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const TABLES: Readonly<Record<keyof Amounts, string>> = {
  ...{
    requests: 'request',
    records: 'record',
    copies: 'copy',
    answers: 'answer',
    memo: 'memo',
    log: 'event',
  },
};

/** Reads all of the file once. Throws `StoreError` for what SQLite itself finds to be broken. */
export function examine(file: string): Contents {
  const db = openToRead(file);
  try {
    const told = db
      .prepare('PRAGMA integrity_check(3)')
      .all()
      .map((row) => String(row.integrity_check));
    if (told.join() !== 'ok')
      throw new StoreError(`${file} is broken (${told.join('; ')}). Take another backup.`);
    const count = (table: string) => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
    const amounts = Object.fromEntries(
      Object.entries(TABLES).map(([what, table]) => [what, count(table)]),
    ) as Amounts;
    const lines = db.prepare(`SELECT ${LINE_COLUMNS} FROM event ORDER BY seq`);
    return { amounts, log: () => linesOf(lines.iterate()), close: () => db.close() };
  } catch (error) {
    db.close();
    throw asStoreError(error, file);
  }
}

function openToRead(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true });
  } catch (error) {
    throw asStoreError(error, file);
  }
}

function* linesOf(rows: Iterable<Record<string, unknown>>): Iterable<LogLine> {
  for (const row of rows) yield lineFrom(row);
}

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { asStoreError, isBusy } from './failures.ts';
import { createReading } from './reading.ts';
import { isPrepared, makeTables } from './schema.ts';

/** One open file. Everything runs synchronously, so no other call of this process comes between two statements. */
export interface Connection {
  readonly db: DatabaseSync;
  /**
   * Runs reads; failures become `StoreError`. Reads that nothing from outside comes between see the store as it was at the first
   * of them, and so is what this process has written itself.
   */
  read<T>(work: () => T): T;
  /** Runs what can be part of no transaction, or needs none. */
  apart<T>(work: () => T): T;
  /** Runs `work` in one write transaction: all of it is on disk when this returns, or none of it ever happened. */
  write<T>(work: () => T): T;
  close(): void;
}

// An immediate transaction waits this long for another process's, which takes milliseconds.
const BUSY_MS = 5_000;
const BUSY_AGAIN_MS = 20;

/** Opens the file, making it (0600) and its folder (0700) where missing. Throws `StoreError`. */
export function openConnection(file: string, mustExist: boolean): Connection {
  try {
    makeFile(file, mustExist);
    return prepared(connect(file), file);
  } catch (error) {
    throw asStoreError(error, file);
  }
}

function makeFile(file: string, mustExist: boolean): void {
  if (mustExist && !existsSync(file))
    throw new StoreError(`There is no store at ${file} yet. Start Ajar once, or name the file that it uses.`);
  makeFolder(dirname(file));
  // SQLite gives its own side files (-wal, -shm) the mode of this one.
  closeSync(openSync(file, 'a', 0o600));
}

/** Node's own `recursive` never comes back from a place that can hold no folder (/proc/x): each is made, or fails, once. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function prepared(connection: Connection, file: string): Connection {
  try {
    // First of all: another program's file is left as it is.
    const ready = isPrepared(connection.db, file);
    const mode = patiently(() => connection.db.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode);
    if (mode !== 'wal')
      throw new StoreError(
        `${file} cannot keep a write-ahead log (it is "${mode}"). Put it on a local disk.`,
      );
    // fullfsync: on macOS a plain fsync leaves data in the drive's cache; elsewhere it changes nothing.
    connection.db.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON');
    if (!ready) prepareTables(connection, file);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Tries again while another process holds the file, for as long as a transaction would wait: where two turn the write-ahead log
 * on at once, SQLite answers "busy" without waiting, lest they wait for each other (https://sqlite.org/c3ref/busy_handler.html).
 */
function patiently<T>(work: () => T): T {
  const end = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_AGAIN_MS);
    }
  }
}

/** Only a new file is locked for it: to read a store that is in heavy use nobody has to wait. */
function prepareTables({ db, write }: Connection, file: string): void {
  write(() => {
    if (!isPrepared(db, file)) makeTables(db);
  });
}

const connect = (file: string): Connection =>
  connectionOver(new DatabaseSync(file, { timeout: BUSY_MS }), file);

/** `file` is only what failures call it. */
export function connectionOver(db: DatabaseSync, file: string): Connection {
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw asStoreError(error, file);
    }
  };
  const reading = createReading(db);
  const apart = <T>(work: () => T): T =>
    told(() => {
      reading.end();
      return work();
    });
  return {
    db,
    read: (work) =>
      told(() => {
        reading.begin();
        return work();
      }),
    apart,
    write: (work) => apart(() => transaction(db, work)),
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk has already rolled back by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

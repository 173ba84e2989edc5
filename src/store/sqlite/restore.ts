import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { NewEvent } from '../../access/audit-event.ts';
import { PERSONAL_FIELDS } from '../../access/audit-event.ts';
import { newLine } from '../../audit/event-bytes.ts';
import { sealOf } from '../../audit/seal.ts';
import type { Store } from '../../ports/store.ts';
import { StoreError } from '../store-error.ts';
import { keepOnDisk } from './backup.ts';
import { type Connection, openConnection } from './connection.ts';
import { storeOver } from './store.ts';

/** A backup that is being made the store again, beside the place where the store will be. */
export interface Restoring {
  readonly store: Store;
  /** Drops what is kept for a while only: drafts, codes and links that may have been used since. Answers how many. */
  forgetPassing(): number;
  /** Writes the event under a number that leaves others out, sealed over the last one. */
  goOnAt(seq: number, event: NewEvent): void;
  /** From now on it is the store. */
  finish(): Promise<void>;
  /** Nothing was done. */
  abandon(): Promise<void>;
}

/** Throws `StoreError` where a store is there already, and for a request of the backup that cannot be read. */
export function beginRestore(backup: string, file: string): Restoring {
  refuseExisting(file);
  const part = `${file}.restoring`;
  remove(part);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const connection = copied(backup, part);
  const { db, write, apart } = connection;
  const store = storeOver(connection, {
    unreadable: (id, error) => {
      throw new StoreError(`${id} of the backup cannot be read, so nothing was restored.`, { cause: error });
    },
  });
  return {
    store,
    forgetPassing: () =>
      write(() => Number(db.prepare('DELETE FROM memo WHERE until IS NOT NULL').run().changes)),
    goOnAt: (seq, event) =>
      write(() => {
        const last = db.prepare('SELECT seal FROM event ORDER BY seq DESC LIMIT 1').get()?.seal;
        if (typeof last !== 'string') throw new StoreError(`${backup} has no sealed event to go on from.`);
        const { bytes, beside } = newLine(event);
        const fields = PERSONAL_FIELDS.map((field) => beside[field] ?? null);
        db.prepare(
          'INSERT INTO event (seq, bytes, seal, beside_actor, beside_sources, beside_detail) VALUES (?, ?, ?, ?, ?, ?)',
        ).run(seq, bytes, sealOf(last, bytes), ...fields);
      }),
    finish: async () => {
      // Everything into the one file; whoever closes it last takes the side files away.
      apart(() => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
      await store.close();
      keepOnDisk(part);
      giveToOwner(part);
      place(part, file);
    },
    abandon: async () => {
      await store.close();
      remove(part);
    },
  };
}

/** A backup that came from elsewhere may be readable for all; the store is its owner's. */
function copied(backup: string, part: string): Connection {
  try {
    copyFileSync(backup, part);
    chmodSync(part, 0o600);
    return openConnection(part, true);
  } catch (error) {
    remove(part);
    throw error;
  }
}

const SIDES = ['', '-wal', '-shm'];

function refuseExisting(file: string): void {
  const there = SIDES.map((side) => file + side).find((each) => existsSync(each));
  if (there !== undefined)
    throw new StoreError(
      `${there} is there already, and is left as it is. Stop Ajar, move it (with -wal and -shm) somewhere else, and run this again.`,
    );
}

/** Root restores for the user whose folder it is, who else could not open it: SQLite does the same with its side files. */
function giveToOwner(part: string): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = statSync(path.dirname(part));
  chownSync(part, uid, gid);
}

/** A link is never made over what somebody else made meanwhile. */
function place(part: string, file: string): void {
  refuseExisting(file);
  linkSync(part, file);
  remove(part);
}

const remove = (file: string): void => {
  for (const side of SIDES) rmSync(file + side, { force: true });
};

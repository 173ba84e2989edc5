import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';

/** Marks a file that was left for another store (`application_id`, the letters AJMV): programs of before refuse it, too. */
export const MOVED_ID = 0x414a4d56;

/** A move of all that a file keeps to another store. */
export interface Move {
  readonly id: string;
  /** Where to, as it may be shown. */
  readonly to: string;
  readonly ended: boolean;
}

/** Undefined where none was ever begun. */
export function moveOf(db: DatabaseSync): Move | undefined {
  const isThere = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'move'").get() !== undefined;
  const row = isThere ? db.prepare('SELECT id, target FROM move').get() : undefined;
  if (row === undefined) return undefined;
  const application = db.prepare('PRAGMA application_id').get()?.application_id;
  return { id: String(row.id), to: String(row.target), ended: application === MOVED_ID };
}

/** Answers the id of the move: the first that was given, however often it is begun. */
export function beginMove(db: DatabaseSync, id: string, to: string): string {
  db.exec(
    'CREATE TABLE IF NOT EXISTS move (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, target TEXT NOT NULL) STRICT',
  );
  db.prepare('INSERT INTO move VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET target = excluded.target').run(
    id,
    to,
  );
  return moveOf(db)?.id ?? id;
}

export const markMoved = (db: DatabaseSync): void => db.exec(`PRAGMA application_id = ${MOVED_ID}`);

/** Nobody starts by mistake from what is old: a second Ajar would close what the first has open, and the other way round. */
export function refuseMoved(db: DatabaseSync, file: string): never {
  throw new StoreError(
    `${file} was moved to ${moveOf(db)?.to ?? 'another store'} and is kept as it was then. Set REDIS_URL to that.`,
  );
}

import { DatabaseSync } from 'node:sqlite';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { ownStore } from '../installation.ts';
import { idAt, inParts, openAt, saved } from '../requests.ts';

const STEP_MS = 4_000;
const YEAR_MS = 365 * 24 * 3_600_000;
/** Nobody is put off for longer than five minutes: what is, was put off by a wrong clock. All that is measured comes before it. */
const NEXT_LOOK_MS = 4 * 60_000;
const EPOCH = Date.parse('2026-11-30T09:00:00Z');

/** What ends in each round: so many at one instant, and so many one at a time after them. */
export interface Ends {
  readonly together: number;
  readonly apart: number;
  readonly rounds: number;
}

/** When the ends of a step are; each round has one step for those that end together, and one for each of the others. */
export const instant = (step: number): Date => new Date(EPOCH + step * STEP_MS);

/** When each of them ends, round by round. */
export const endsOf = ({ together, apart, rounds }: Ends): readonly Date[] =>
  Array.from({ length: rounds }, (_, round) => round * (1 + apart)).flatMap((step) => [
    ...Array.from({ length: together }, () => instant(step)),
    ...Array.from({ length: apart }, (_, at) => instant(step + 1 + at)),
  ]);

/** A store in which so many are open for another year and not to be looked at now, and some end one step after the other. */
export async function filled(open: number, ends: Ends) {
  const own = ownStore();
  await saved(own.store, openAt(0, new Date(EPOCH + YEAR_MS)), new Date(EPOCH + NEXT_LOOK_MS));
  await own.store.close();
  multiply(own.file, open);
  const store = createSqliteStore({ file: own.file });
  const due = endsOf(ends);
  await inParts(due.length, (at) => saved(store, openAt(open + at, due[at]!)));
  await store.close();
  return own;
}

/** Writes the first request again under other ids, for which nobody else may have the file open: a million would take minutes one after the other. */
function multiply(file: string, count: number): void {
  const db = new DatabaseSync(file);
  // New pages need no copy to go back to. Pages that SQLite keeps cost more than writing them: the system keeps them as well.
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
  const numbers = `WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ${count - 1})`;
  const id = "printf('aj-%06d', at)";
  const moved = (column: string): string => `replace(${column}, '${idAt(0)}', ${id})`;
  db.exec(`BEGIN;
    INSERT INTO request (id, version, status, requester, asked_at, until, due_at, lease_until, attempt, format, home, body)
      ${numbers} SELECT ${id}, version, status, requester, asked_at, until, due_at, lease_until, attempt, format, home,
      ${moved('body')} FROM n, request WHERE id = '${idAt(0)}';
    INSERT INTO hold (target, request, live) ${numbers} SELECT 'nsg|' || at, ${id}, 1 FROM n;
    UPDATE event SET seal = hex(seq);
    INSERT INTO event (seq, version, bytes, seal) ${numbers} SELECT at + 1, 1, ${moved('bytes')}, hex(at + 1)
      FROM n, event WHERE seq = 1;
    COMMIT`);
  db.close();
}

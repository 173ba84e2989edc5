import type { DatabaseSync } from 'node:sqlite';
import { isEnded } from '../../access/request.ts';
import type { Stored } from '../../ports/store.ts';
import { encode } from '../codec.ts';
import { FORMAT } from '../format.ts';
import { heldAnew, holdsOf } from '../rules.ts';
import { type Row, storedFrom, toColumn, workFrom } from './rows.ts';

/**
 * Writes requests with everything that queries need of them. Each runs inside the caller's transaction, and answers the request
 * as it will be read, made from what was written.
 */
export interface Changes {
  /** Undefined when the id is taken. */
  insert(stored: Stored): Stored | undefined;
  /** Writes over `before`, the version before this one; undefined when that is not the version in the store. */
  replace(stored: Stored, before: Stored): Stored | undefined;
  /** The same where its bookkeeping alone moves: cards that were up to date are so with the new version, too. */
  book(stored: Stored, before: Stored): Stored | undefined;
  /** With everything beside it. */
  drop(id: string): void;
}

export function createChanges(db: DatabaseSync): Changes {
  const insert = db.prepare(
    `INSERT INTO request (id, version, status, requester, asked_at, until, due_at, lease_until, attempt, format, home, body)
     VALUES (:id, :version, :status, :requester, :asked_at, :until, :due_at, :lease_until, :attempt, :format, :home, :body)
     ON CONFLICT DO NOTHING`,
  );
  const replace = db.prepare(
    `UPDATE request SET version = :version, status = :status, requester = :requester, asked_at = :asked_at, until = :until,
     due_at = :due_at, lease_until = :lease_until, attempt = :attempt, format = :format, home = :home, body = :body
     WHERE id = :id AND version = :version - 1`,
  );
  const book = db.prepare(
    `UPDATE request SET version = :version, due_at = :due_at, lease_until = :lease_until, attempt = :attempt
     WHERE id = :id AND version = :version - 1`,
  );
  const lag = db.prepare(setBehind('lost IS NULL AND drawn < :version', 'request = :id'));
  const keepUp = db.prepare('UPDATE copy SET drawn = :version WHERE request = :id AND drawn = :version - 1');
  // Cards say who else holds a target, those that ask for approval too.
  const lagBeside = db.prepare(
    setBehind(
      'lost IS NULL',
      `request IN (SELECT hold.request FROM hold JOIN request ON id = hold.request
         WHERE target = :target AND (live = 1 OR status = 'pending') AND hold.request <> :id)`,
    ),
  );
  const drops = ['hold WHERE request', 'request_vm WHERE request', 'request WHERE id'].map((rows) =>
    db.prepare(`DELETE FROM ${rows} = ?`),
  );
  const writeSides = createSides(db);
  return {
    insert: (stored) => {
      const row = columns(stored);
      if (insert.run(row).changes === 0) return undefined;
      writeSides(stored);
      return storedFrom(row);
    },
    replace: (stored, before) => {
      const { request, version } = stored;
      const row = columns(stored);
      if (replace.run(row).changes === 0) return undefined;
      writeSides(stored);
      const { id } = request;
      lag.run({ version, id });
      for (const target of heldAnew(before.request, request)) lagBeside.run({ target, id });
      return storedFrom(row);
    },
    book: (stored, before) => {
      const { version } = stored;
      const { id } = stored.request;
      const row = workColumns(stored);
      if (book.run({ id, version, ...row }).changes === 0) return undefined;
      keepUp.run({ id, version });
      return { ...before, version, work: workFrom(row) };
    },
    drop: (id) => {
      for (const statement of drops) statement.run(id);
    },
  };
}

/** Marks copies as behind, or not; those that are marked so already are not written again. */
const setBehind = (isBehind: string, which: string): string =>
  `UPDATE copy SET behind = NOT behind WHERE behind <> (${isBehind}) AND ${which}`;

/** The tables beside a request: its targets, until it has ended, and its VMs. */
function createSides(db: DatabaseSync): (stored: Stored) => void {
  const held = db.prepare('SELECT target, live FROM hold WHERE request = ?');
  const drop = db.prepare('DELETE FROM hold WHERE target = ? AND request = ?');
  const hold = db.prepare(
    `INSERT INTO hold (target, request, live) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET live = excluded.live`,
  );
  const vm = db.prepare('INSERT INTO request_vm (vm, request) VALUES (?, ?) ON CONFLICT DO NOTHING');
  return ({ request }) => {
    // As the table has it: what stands there already is not written again.
    const was = new Map(held.all(request.id).map(({ target, live }) => [target, live]));
    for (const { target, live } of isEnded(request) ? [] : holdsOf(request)) {
      if (was.get(target) !== Number(live)) hold.run(target, request.id, Number(live));
      was.delete(target);
    }
    for (const target of was.keys()) drop.run(String(target), request.id);
    for (const grant of request.grants) vm.run(grant.vm.id.toLowerCase(), request.id);
  };
}

type Columns = Row & Record<string, string | number | null>;

function columns(stored: Stored): Columns {
  const { request, version, home } = stored;
  return {
    id: request.id,
    version,
    status: request.status,
    requester: request.requester.id,
    asked_at: request.askedAt.getTime(),
    until: 'until' in request ? request.until.getTime() : null,
    ...workColumns(stored),
    format: FORMAT,
    home: encode(home),
    body: encode(request),
  };
}

function workColumns({ request, work }: Stored): Columns {
  // Nobody has to look at an ended request again, whatever was left in its bookkeeping.
  const ended = isEnded(request);
  return {
    due_at: ended ? null : toColumn(work.dueAt),
    lease_until: ended ? null : toColumn(work.leaseUntil),
    attempt: work.attempt,
  };
}

import type { DatabaseSync } from 'node:sqlite';
import type { Copy, NewCopy } from '../../ports/store.ts';
import { encode } from '../codec.ts';
import { copyFrom, toColumn } from './rows.ts';

/** Shown cards, and what was last drawn on each. */
export interface Copies {
  /** Inside the caller's transaction, after its request or record was written. Those that exist are left as they are. */
  add(request: string, copies: readonly NewCopy[]): void;
  of(request: string): readonly Copy[];
  behind(now: Date, limit: number): readonly Copy[];
  drew(copy: Copy): void;
  /** Inside the caller's transaction: of a request or record that is dropped. */
  drop(request: string): void;
}

// What an older drawing has shown late may stand there now, so that it is drawn again. Where it showed nothing, only the message's
// id is news: the newer drawing knows the rest better.
const UNSHOWN = `excluded.drawn < drawn AND
  (excluded.message IS NULL OR excluded.not_before IS NOT NULL OR excluded.lost IS NOT NULL)`;
const DREW = `
  INSERT INTO copy (request, slot, card, place, message, drawn, hash, attempt, not_before, lost, behind)
  VALUES (:request, :slot, :card, :place, :message, :drawn, :hash, :attempt, :notBefore, :lost, 0)
  ON CONFLICT (request, slot) DO UPDATE SET
    place = iif(excluded.drawn < drawn, place, excluded.place),
    message = iif(excluded.drawn < drawn, coalesce(message, excluded.message), coalesce(excluded.message, message)),
    hash = iif(${UNSHOWN}, hash, excluded.hash),
    attempt = iif(excluded.drawn < drawn, attempt, excluded.attempt),
    not_before = iif(excluded.drawn < drawn, not_before, excluded.not_before),
    lost = iif(excluded.drawn < drawn, lost, excluded.lost),
    drawn = iif(${UNSHOWN}, drawn, excluded.drawn)`;

export function createCopies(db: DatabaseSync): Copies {
  const add = db.prepare(
    `INSERT INTO copy (request, slot, card, place, drawn, attempt, behind) VALUES (?, ?, ?, ?, 0, 0, 1)
     ON CONFLICT DO NOTHING`,
  );
  const of = db.prepare('SELECT * FROM copy WHERE request = ? ORDER BY slot');
  // In the index's own order: with a second term all that lag behind are read and sorted for each look.
  const behind = db.prepare(
    'SELECT * FROM copy WHERE behind = 1 AND coalesce(not_before, 0) <= ? ORDER BY coalesce(not_before, 0) LIMIT ?',
  );
  const drop = db.prepare('DELETE FROM copy WHERE request = ?');
  const drew = db.prepare(DREW);
  const judge = db.prepare(
    `UPDATE copy SET behind = (lost IS NULL AND drawn < coalesce(
       (SELECT version FROM request WHERE id = copy.request), (SELECT version FROM record WHERE id = copy.request)))
     WHERE request = ? AND slot = ?`,
  );
  return {
    add: (request, copies) => {
      for (const { slot, card, place } of copies) add.run(request, slot, card, encode(place));
    },
    of: (request) => of.all(request).map(copyFrom),
    behind: (now, limit) => behind.all(now.getTime(), limit).map(copyFrom),
    drew: (copy) => {
      drew.run(columns(copy));
      judge.run(copy.request, copy.slot);
    },
    drop: (request) => {
      drop.run(request);
    },
  };
}

const columns = (copy: Copy): Record<string, string | number | null> => ({
  request: copy.request,
  slot: copy.slot,
  card: copy.card,
  place: encode(copy.place),
  message: copy.message ?? null,
  drawn: copy.drawn,
  hash: copy.hash ?? null,
  attempt: copy.attempt,
  notBefore: toColumn(copy.notBefore),
  lost: copy.lost ?? null,
});

import type { DatabaseSync } from 'node:sqlite';
import { decode, encode } from '../codec.ts';
import { toColumn } from './rows.ts';

/** Small things kept by key, each with its own end. */
export interface Memo {
  put(key: string, value: unknown, until?: Date): void;
  get(key: string, now: Date): unknown;
  /** Answers whether there was something. */
  drop(key: string): boolean;
  /** Inside a write transaction. Answers whether `from` was what is kept, and `to` is now. */
  exchange(key: string, from: unknown, to: unknown): boolean;
  /** The keys of those with one of these texts in their key or value. */
  mentioning(texts: readonly string[]): readonly string[];
  /** Drops those that ended before `cut`. */
  prune(cut: Date): void;
}

export function createMemo(db: DatabaseSync): Memo {
  const put = db.prepare(
    `INSERT INTO memo (key, value, until) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until`,
  );
  const get = db.prepare('SELECT value FROM memo WHERE key = ? AND (until IS NULL OR until > ?)');
  const drop = db.prepare('DELETE FROM memo WHERE key = ?');
  const now = db.prepare('SELECT value FROM memo WHERE key = ?');
  const mentioning = db.prepare(
    `SELECT key FROM memo WHERE EXISTS (
       SELECT 1 FROM json_each(?) AS text WHERE instr(memo.key, text.value) > 0 OR instr(memo.value, text.value) > 0)`,
  );
  const prune = db.prepare('DELETE FROM memo WHERE until < ?');
  return {
    put: (key, value, until) => {
      put.run(key, encode(value), toColumn(until));
    },
    get: (key, now) => {
      const row = get.get(key, now.getTime());
      return row === undefined ? undefined : decode(String(row.value));
    },
    drop: (key) => drop.run(key).changes > 0,
    exchange: (key, from, to) => {
      if (now.get(key)?.value !== (from === undefined ? undefined : encode(from))) return false;
      if (to === undefined) drop.run(key);
      else put.run(key, encode(to), null);
      return true;
    },
    mentioning: (texts) => mentioning.all(JSON.stringify(texts)).map(({ key }) => String(key)),
    prune: (cut) => {
      prune.run(cut.getTime());
    },
  };
}

import type { DatabaseSync } from 'node:sqlite';
import { Conflict, type Once } from '../../ports/store.ts';

/** What the sender of each delivery was told, so that the same delivery acts once. */
export interface Answers {
  /** Inside the caller's transaction. Throws `Conflict` when this delivery has acted before: read `answered(key)`. */
  add(once: Once, at: Date): void;
  find(key: string): Once['answer'] | undefined;
  /** The keys of those with one of these texts in their key or sentence. */
  mentioning(texts: readonly string[]): readonly string[];
  drop(key: string): void;
  /** Drops those given before `cut`. */
  prune(cut: Date): void;
}

export function createAnswers(db: DatabaseSync): Answers {
  const add = db.prepare(
    'INSERT INTO answer (key, sentence, refused, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const find = db.prepare('SELECT sentence, refused FROM answer WHERE key = ?');
  const mentioning = db.prepare(
    `SELECT key FROM answer WHERE EXISTS (
       SELECT 1 FROM json_each(?) AS text WHERE instr(answer.key, text.value) > 0 OR instr(answer.sentence, text.value) > 0)`,
  );
  const drop = db.prepare('DELETE FROM answer WHERE key = ?');
  const prune = db.prepare('DELETE FROM answer WHERE at < ?');
  return {
    add: ({ key, answer }, at) => {
      if (add.run(key, answer.sentence, answer.refused ? 1 : 0, at.getTime()).changes === 0)
        throw new Conflict(`This delivery has been answered before (${key}).`);
    },
    find: (key) => {
      const row = find.get(key);
      return row === undefined ? undefined : { sentence: String(row.sentence), refused: row.refused === 1 };
    },
    mentioning: (texts) => mentioning.all(JSON.stringify(texts)).map(({ key }) => String(key)),
    drop: (key) => {
      drop.run(key);
    },
    prune: (cut) => {
      prune.run(cut.getTime());
    },
  };
}

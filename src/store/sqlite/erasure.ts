import type { DatabaseSync } from 'node:sqlite';
import type { NewEvent } from '../../access/audit-event.ts';
import type { Erasure } from '../../ports/store.ts';
import { checkMentions } from '../rules.ts';
import { type Tables, writeEvent } from './transitions.ts';

/** Inside a write transaction: values and mentions go with the event that says so. */
export function eraseValues(tables: Tables, { lines, mentions }: Erasure, event: NewEvent): void {
  checkMentions(mentions);
  for (const { seq, fields } of lines) tables.events.erase(seq, fields);
  for (const kept of [tables.memo, tables.answers])
    for (const key of kept.mentioning(mentions)) kept.drop(key);
  writeEvent(tables, event);
}

export const countMentioned = ({ memo, answers }: Tables, mentions: readonly string[]): number =>
  memo.mentioning(mentions).length + answers.mentioning(mentions).length;

/**
 * Writes the whole file anew: SQLite leaves what was deleted in pages that it has not used again, and in the write-ahead log
 * (https://sqlite.org/lang_vacuum.html). Others wait meanwhile, as for any write.
 */
export function wipe(db: DatabaseSync): string | undefined {
  db.exec('VACUUM');
  const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { readonly busy: number };
  return busy === 0
    ? undefined
    : 'Another process was reading, so that the write-ahead log still has what was erased: write the same again, or stop and start Ajar.';
}

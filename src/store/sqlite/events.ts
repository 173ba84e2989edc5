import type { DatabaseSync } from 'node:sqlite';
import { type AuditEvent, PERSONAL_FIELDS, type PersonalField } from '../../access/audit-event.ts';
import { newLine } from '../../audit/event-bytes.ts';
import { GENESIS, sealOf } from '../../audit/seal.ts';
import { type AuditFilter, BrokenLog, type LogLine } from '../../ports/store.ts';
import { createSearch } from './event-search.ts';
import { LINE_COLUMNS, lineFrom } from './rows.ts';

/** The audit log: written with the change it records, then sealed, never changed. */
export interface Events {
  /** Inside the caller's transaction, which makes the numbers gapless. `version` is the request's, for a change. */
  append(event: AuditEvent, version?: number): void;
  find(filter: AuditFilter): readonly AuditEvent[];
  /** How far the log goes now, and how far it is sealed: the bounds of one reading. */
  extent(): Extent;
  /** Lines after `seq`, oldest first, within the bounds. */
  page(seq: number, extent: Extent, limit: number): readonly LogLine[];
  /** What the indexes of the log miss or hold beside its events, as SQLite says it: filters would answer wrongly. */
  faults(): readonly string[];
  /** Inside a write transaction: these values of a line go. */
  erase(seq: number, fields: readonly PersonalField[]): void;
  /** Inside a write transaction: drops the lines up to and with `upTo`. */
  prune(upTo: number): void;
  /** Inside a write transaction: seals up to `limit` events, answers how many. */
  seal(limit: number): number;
}

export interface Extent {
  readonly last: number;
  readonly sealed: number;
  /** Up to where the log was dropped. */
  readonly dropped: number;
}

export function createEvents(db: DatabaseSync): Events {
  const append = db.prepare(
    `INSERT INTO event (seq, version, bytes, beside_actor, beside_sources, beside_detail)
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM event), ?, ?, ?, ?, ?)`,
  );
  // Seals are a run from the first event: `sealed` is the end of the last one that is there.
  const extent = db.prepare(
    `SELECT (SELECT coalesce(max(seq), 0) FROM event) AS last,
     (SELECT coalesce(max(seq), 0) FROM event WHERE seal IS NOT NULL) AS sealed,
     (SELECT coalesce(max(seq), 0) FROM cut) AS dropped`,
  );
  const page = db.prepare(
    `SELECT ${LINE_COLUMNS} FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  );
  // Lines that the cut does not reach cannot be deleted.
  const cut = db.prepare('INSERT INTO cut (seq) VALUES (?) ON CONFLICT DO NOTHING');
  const dropUpTo = db.prepare('DELETE FROM event WHERE seq <= ?');
  const erase = {
    actor: db.prepare('UPDATE event SET beside_actor = NULL WHERE seq = ?'),
    sources: db.prepare('UPDATE event SET beside_sources = NULL WHERE seq = ?'),
    detail: db.prepare('UPDATE event SET beside_detail = NULL WHERE seq = ?'),
  } satisfies Record<PersonalField, unknown>;
  // Reads each event and looks for it in every index, which costs as much as reading the log.
  const check = db.prepare('PRAGMA integrity_check(event)');
  return {
    append: (event, version) => {
      const { bytes, beside } = newLine(event);
      append.run(version ?? null, bytes, ...PERSONAL_FIELDS.map((field) => beside[field] ?? null));
    },
    find: createSearch(db),
    extent: () => extent.get() as unknown as Extent,
    page: (seq, { last, sealed }, limit) =>
      page.all(seq, last, limit).map((row) => asThen(lineFrom(row), sealed)),
    faults: () => {
      const told = check.all().map((row) => String(row.integrity_check));
      return told.filter((text) => text !== 'ok');
    },
    erase: (seq, fields) => {
      for (const field of fields) erase[field].run(seq);
    },
    prune: (upTo) => {
      cut.run(upTo);
      dropUpTo.run(upTo);
    },
    seal: createSealer(db),
  };
}

// Later seals are left out: they were made while this reading was under way, and would stand behind lines read without.
const asThen = ({ seal, ...line }: LogLine, sealed: number): LogLine =>
  seal !== undefined && line.seq <= sealed ? { ...line, seal } : line;

function createSealer(db: DatabaseSync): Events['seal'] {
  const open = db.prepare('SELECT seq, bytes FROM event WHERE seal IS NULL ORDER BY seq LIMIT ?');
  const sealAt = db.prepare('SELECT seal FROM event WHERE seq = ?');
  const put = db.prepare('UPDATE event SET seal = ? WHERE seq = ? AND seal IS NULL');
  return (limit) => {
    const rows = open.all(limit);
    for (const row of rows) {
      const seq = Number(row.seq);
      const previous = seq === 1 ? GENESIS : sealAt.get(seq - 1)?.seal;
      // Sealing over a gap would hide it.
      if (typeof previous !== 'string')
        throw new BrokenLog(
          `Audit event ${seq - 1} is missing: nothing after it is sealed. Run "ajar audit verify".`,
        );
      put.run(sealOf(previous, String(row.bytes)), seq);
    }
    return rows.length;
  };
}

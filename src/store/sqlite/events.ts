import type { DatabaseSync } from 'node:sqlite';
import type { AuditEvent } from '../../access/audit-event.ts';
import type { AuditFilter, LogLine } from '../../ports/store.ts';
import { eventBytes, eventFromBytes } from '../../audit/event-bytes.ts';
import { GENESIS, sealOf } from '../../audit/seal.ts';
import { StoreError } from '../store-error.ts';

/** The audit log: written with the change it records, then sealed, never changed. */
export interface Events {
  /** Inside the caller's transaction, which makes the numbers gapless. `version` is the request's, for a change. */
  append(event: AuditEvent, version?: number): void;
  find(filter: AuditFilter): readonly AuditEvent[];
  /** How far the log goes now, and how far it is sealed: the bounds of one reading. */
  extent(): Extent;
  /** Lines after `seq`, oldest first, within the bounds. */
  page(seq: number, extent: Extent, limit: number): readonly LogLine[];
  /** Inside a write transaction: seals up to `limit` events, answers how many. */
  seal(limit: number): number;
}

export interface Extent {
  readonly last: number;
  readonly sealed: number;
}

export function createEvents(db: DatabaseSync): Events {
  const append = db.prepare(
    `INSERT INTO event (seq, at, request, version, bytes)
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM event), ?, ?, ?, ?) RETURNING seq`,
  );
  const about = db.prepare('INSERT INTO event_vm (vm, seq) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const found = db.prepare(
    `SELECT bytes FROM event WHERE (:request IS NULL OR request = :request) AND at >= :since
     AND (:vm IS NULL OR seq IN (SELECT seq FROM event_vm WHERE vm = :vm)) ORDER BY seq DESC LIMIT :limit`,
  );
  // Seals are a run from the first event: `sealed` is the end of the last one that is there.
  const extent = db.prepare(
    `SELECT (SELECT coalesce(max(seq), 0) FROM event) AS last,
     (SELECT coalesce(max(seq), 0) FROM event WHERE seal IS NOT NULL) AS sealed`,
  );
  const page = db.prepare(
    'SELECT seq, bytes, seal FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
  );
  return {
    append: (event, version) => {
      const bytes = eventBytes(event);
      const row = append.get(event.at.getTime(), event.request ?? null, version ?? null, bytes);
      for (const vm of event.vms) about.run(vm.toLowerCase(), Number(row?.seq));
    },
    find: ({ request, vm, since, limit }) =>
      found
        .all({
          request: request ?? null,
          vm: vm?.toLowerCase() ?? null,
          since: since?.getTime() ?? Number.MIN_SAFE_INTEGER,
          limit,
        })
        .map((row) => eventFromBytes(String(row.bytes))),
    extent: () => extent.get() as unknown as Extent,
    page: (seq, { last, sealed }, limit) =>
      page.all(seq, last, limit).map((row) => lineFrom(row, Number(row.seq) <= sealed)),
    seal: createSealer(db),
  };
}

// Later seals are left out: they were made while this reading was under way, and would stand behind lines read without.
const lineFrom = (row: Record<string, unknown>, sealed: boolean): LogLine => ({
  seq: Number(row.seq),
  bytes: String(row.bytes),
  ...(sealed && typeof row.seal === 'string' ? { seal: row.seal } : {}),
});

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
        throw new StoreError(
          `Audit event ${seq - 1} is missing: nothing after it is sealed. Run "ajar audit verify".`,
        );
      put.run(sealOf(previous, String(row.bytes)), seq);
    }
    return rows.length;
  };
}

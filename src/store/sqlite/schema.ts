import type { DatabaseSync } from 'node:sqlite';
import { PERSONAL_FIELDS } from '../../access/audit-event.ts';
import { StoreError } from '../store-error.ts';
import { EVENT_INDEXES } from './event-terms.ts';
import { MOVED_ID, refuseMoved } from './moved.ts';

/** Counts up with every change of the tables; kept in the file's `user_version`. */
export const SCHEMA_VERSION = 6;

/** Marks the file as Ajar's (`application_id`, the letters AJAR), so that another program's file is never written to. */
const APPLICATION_ID = 0x414a4152;

/** Whatever has a life beside requests, by kind; `look_at` as with requests. Version 1 had none. */
const RECORD = `
  CREATE TABLE record (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    due_at INTEGER,
    lease_until INTEGER,
    look_at INTEGER GENERATED ALWAYS AS (max(coalesce(due_at, lease_until), coalesce(lease_until, due_at))) VIRTUAL,
    attempt INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX record_look ON record (look_at) WHERE look_at IS NOT NULL;
  CREATE INDEX record_kind ON record (kind, status);
`;

/** `request` is the id of a request or a record. */
const COPY = `
  CREATE TABLE copy (
    request TEXT NOT NULL,
    slot TEXT NOT NULL,
    card TEXT NOT NULL,
    place TEXT NOT NULL,
    message TEXT,
    drawn INTEGER NOT NULL,
    hash TEXT,
    attempt INTEGER NOT NULL,
    not_before INTEGER,
    lost TEXT,
    behind INTEGER NOT NULL,
    PRIMARY KEY (request, slot)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX copy_behind ON copy (coalesce(not_before, 0)) WHERE behind = 1;
`;

/** How far lines of the log were dropped, each time that some were; no line beyond the last of them can be. Version 2 had none. */
const CUT = `
  CREATE TABLE cut (seq INTEGER PRIMARY KEY) STRICT;
  CREATE TRIGGER event_stays BEFORE DELETE ON event WHEN old.seq > (SELECT coalesce(max(seq), 0) FROM cut)
    BEGIN SELECT RAISE(ABORT, 'an audit event is never deleted'); END;
`;

/** Of which shape a record's body is, as with requests. Version 3 had none. */
const RECORD_FORMAT = 'ALTER TABLE record ADD COLUMN format INTEGER NOT NULL DEFAULT 1;';

/** What is personal of an event, each value with its salt: it stays as it was written, or is erased. Version 4 had none. */
const BESIDE = `
  ${PERSONAL_FIELDS.map((field) => `ALTER TABLE event ADD COLUMN beside_${field} TEXT;`).join('\n  ')}
  CREATE TRIGGER event_only_forgets BEFORE UPDATE OF ${PERSONAL_FIELDS.map((field) => `beside_${field}`).join(', ')} ON event
    WHEN ${PERSONAL_FIELDS.map((field) => `new.beside_${field} IS NOT NULL AND new.beside_${field} IS NOT old.beside_${field}`).join(' OR ')}
    BEGIN SELECT RAISE(ABORT, 'what stands beside an audit event is erased or stays'); END;
`;

/** What is unfinished of somebody's, whatever they asked before. Version 5 had none. */
const UNFINISHED = `
  CREATE INDEX request_unfinished ON request (requester, asked_at) WHERE look_at IS NOT NULL;
`;

/** From each version to the next. */
const MIGRATIONS: Readonly<Record<number, string>> = {
  1: `
    ${RECORD}
    DROP INDEX copy_behind;
    ALTER TABLE copy RENAME TO copy_of_requests;
    ${COPY}
    INSERT INTO copy SELECT * FROM copy_of_requests;
    DROP TABLE copy_of_requests;`,
  2: `DROP TRIGGER event_stays; ${CUT}`,
  3: RECORD_FORMAT,
  4: BESIDE,
  // What has ended holds nothing: who is at work on a target is not looked for among all that ever was.
  5: `${UNFINISHED} DELETE FROM hold WHERE request IN (SELECT id FROM request WHERE look_at IS NULL);`,
};

/*
 * Dates are milliseconds since 1970 UTC. `look_at` is the due index: when `due_at` and the lease have both passed.
 * `behind` marks copies that lag behind their request and were not given up, `hold` what a request that has not ended holds in the cloud.
 */
const TABLES = `
  CREATE TABLE request (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    requester TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    until INTEGER,
    due_at INTEGER,
    lease_until INTEGER,
    look_at INTEGER GENERATED ALWAYS AS (max(coalesce(due_at, lease_until), coalesce(lease_until, due_at))) VIRTUAL,
    attempt INTEGER NOT NULL,
    format INTEGER NOT NULL,
    home TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX request_look ON request (look_at) WHERE look_at IS NOT NULL;
  CREATE INDEX request_requester ON request (requester, asked_at);
  CREATE INDEX request_status ON request (status, asked_at);

  CREATE TABLE request_vm (
    vm TEXT NOT NULL,
    request TEXT NOT NULL REFERENCES request (id),
    PRIMARY KEY (vm, request)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE hold (
    target TEXT NOT NULL,
    request TEXT NOT NULL REFERENCES request (id),
    live INTEGER NOT NULL,
    PRIMARY KEY (target, request)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hold_request ON hold (request);
  ${UNFINISHED}

  ${RECORD}
  ${RECORD_FORMAT}
  ${COPY}

  CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    version INTEGER,
    bytes TEXT NOT NULL,
    seal TEXT
  ) STRICT;
  ${EVENT_INDEXES}
  CREATE TRIGGER event_never_changes BEFORE UPDATE OF seq, version, bytes ON event
    BEGIN SELECT RAISE(ABORT, 'an audit event never changes'); END;
  CREATE TRIGGER event_is_sealed_once BEFORE UPDATE OF seal ON event WHEN old.seal IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an audit event is sealed once'); END;
  ${CUT}
  ${BESIDE}

  CREATE TABLE answer (
    key TEXT PRIMARY KEY,
    sentence TEXT NOT NULL,
    refused INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX answer_at ON answer (at);

  CREATE TABLE memo (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    until INTEGER
  ) STRICT;
  CREATE INDEX memo_until ON memo (until) WHERE until IS NOT NULL;
`;

// One statement, so one moment: between two, another process may make the tables.
const HEADER = `SELECT application_id AS application, user_version AS version,
  (SELECT count(*) FROM sqlite_schema) AS tables FROM pragma_application_id, pragma_user_version`;

/** True when the tables of this version are there; an older version's are brought up to it by `makeTables`. Throws `StoreError` for a file that is not for this program. */
export function isPrepared(db: DatabaseSync, file: string): boolean {
  const { application, version, tables } = db.prepare(HEADER).get() as unknown as Header;
  if (application === 0 && version === 0 && tables === 0) return false;
  if (application === MOVED_ID) refuseMoved(db, file);
  if (application !== APPLICATION_ID)
    throw new StoreError(`${file} is a database of another program. Name another file for Ajar's store.`);
  if (version > SCHEMA_VERSION)
    throw new StoreError(
      `${file} was written by a newer Ajar (tables of version ${version}, this program knows ${SCHEMA_VERSION}). ` +
        'Start the newer Ajar, or restore a copy from before the update.',
    );
  return version === SCHEMA_VERSION;
}

interface Header {
  readonly application: number;
  readonly version: number;
  readonly tables: number;
}

/** Makes the tables in a new file, or those that an older one lacks; inside a write transaction, in which `isPrepared` was asked again. */
export function makeTables(db: DatabaseSync): void {
  const { version, tables } = db.prepare(HEADER).get() as unknown as Header;
  if (tables === 0) db.exec(TABLES);
  else for (let from = version; from < SCHEMA_VERSION; from += 1) db.exec(MIGRATIONS[from] ?? '');
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; PRAGMA application_id = ${APPLICATION_ID};`);
}

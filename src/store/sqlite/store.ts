import { setImmediate as turn } from 'node:timers/promises';
import type { LogLine, Store } from '../../ports/store.ts';
import { checkWhole } from '../rules.ts';
import { createAnswers } from './answers.ts';
import { createCensus } from './census.ts';
import { createChanges } from './changes.ts';
import { type Connection, openConnection } from './connection.ts';
import { createCopies } from './copies.ts';
import { createDue } from './due.ts';
import { countMentioned, eraseValues, wipe } from './erasure.ts';
import { createEvents } from './events.ts';
import { createGroup, type Group } from './group.ts';
import { createMemo } from './memo.ts';
import { createRecord, holdRecord, saveRecord } from './record-changes.ts';
import { createRecords } from './records.ts';
import { createRequests, type Unreadable } from './requests.ts';
import { dropEnded, pruneLog } from './retention.ts';
import { beginLease, createNew, endLease, saveChange, type Tables, writeEvent } from './transitions.ts';

export interface SqliteOptions {
  /** Path of the database; it and its folder are made where missing. */
  readonly file: string;
  /** Refuse a file that is not there, instead of making it: for commands that only read. */
  readonly mustExist?: boolean;
  /** Told of a due request whose row cannot be read; without it, a process warning. */
  readonly unreadable?: Unreadable;
}

// Rows read or sealed at a time, so that a long log neither fills memory nor holds the file.
const PAGE = 500;

/**
 * The embedded store: one SQLite file, for one machine; several processes may use it at once. Besides `Conflict`, every
 * method throws `StoreError`, whose message names the file and what to do.
 */
export const createSqliteStore = (options: SqliteOptions): Store =>
  storeOver(openConnection(options.file, options.mustExist ?? false), options);

/** The same over a connection that is open, and whose tables are there. */
export function storeOver(connection: Connection, options: Pick<SqliteOptions, 'unreadable'> = {}): Store {
  const { read, apart } = connection;
  const { write, flush } = createGroup(connection);
  const tables = createTables(connection);
  const { requests, copies, events, answers, memo } = tables;
  return {
    create: (stored, along) => write(() => createNew(tables, stored, along)),
    find: async (id) => read(() => requests.find(id)),
    save: (stored, along) => write(() => saveChange(tables, stored, along)),
    lease: (stored, now) => write(() => beginLease(tables, stored, now)),
    release: (stored) => write(() => endLease(tables, stored)),
    createRecord: (record, along) => write(() => createRecord(tables, record, along)),
    findRecord: async (id) => read(() => tables.records.find(id)),
    saveRecord: (record, along) => write(() => saveRecord(tables, record, along)),
    holdRecord: (record) => write(() => holdRecord(tables, record)),
    listRecords: async (filter) => read(() => tables.records.list(filter, options.unreadable ?? warn)),
    record: (event, once) => write(() => writeEvent(tables, event, once)),
    answered: async (key) => read(() => answers.find(key)),
    ...createDue(connection, tables, options.unreadable ?? warn),
    ...createCensus(connection),
    putOff: async (until, limit) => read(() => requests.putOff(until, limit, options.unreadable ?? warn)),
    holders: async (target, except) => read(() => requests.holders(target, except)),
    list: async (filter) => read(() => requests.list(filter, options.unreadable ?? warn)),
    copies: async (request) => read(() => copies.of(request)),
    behind: async (now, limit) => read(() => copies.behind(now, limit)),
    drew: (copy) => write(() => copies.drew(copy)),
    addCopies: (request, more) => write(() => copies.add(request, more)),
    remember: (key, value, until) => write(() => memo.put(key, value, until)),
    recall: async (key, now) => read(() => memo.get(key, now)),
    forget: (key) => write(() => memo.drop(key)),
    exchange: (key, from, to) => write(() => memo.exchange(key, from, to)),
    events: async (filter) => read(() => events.find(filter)),
    log: (after = 0) => readLog(connection, tables, after),
    seal: () => sealAll(write, tables),
    prune: (upTo, event) => write(() => pruneLog(tables, upTo, event)),
    erase: (erasure, event) => write(() => eraseValues(tables, erasure, event)),
    mentioned: async (mentions) => read(() => countMentioned(tables, mentions)),
    wipe: async () => apart(() => wipe(connection.db)),
    drop: (id) => write(() => dropEnded(tables, id)),
    faults: async () => read(() => events.faults()).map(sayFault),
    async close() {
      flush();
      connection.close();
    },
  };
}

function createTables({ db, apart }: Connection): Tables {
  return apart(() => ({
    requests: createRequests(db),
    records: createRecords(db),
    changes: createChanges(db),
    copies: createCopies(db),
    events: createEvents(db),
    answers: createAnswers(db),
    memo: createMemo(db),
  }));
}

async function* readLog({ read }: Connection, { events }: Tables, after: number): AsyncGenerator<LogLine> {
  const extent = read(() => events.extent());
  for (let seq = Math.max(after, extent.dropped); seq < extent.last; ) {
    const lines = read(() => events.page(seq, extent, PAGE));
    if (lines[0]?.seq !== seq + 1)
      checkWhole(
        seq,
        read(() => events.extent()),
      );
    yield* lines;
    const last = lines.at(-1);
    if (last === undefined) return;
    seq = last.seq;
    // Nothing here waits for a disk: without this whoever reads a year's log would keep this process from all else.
    await turn();
  }
}

/** In its turn among the writes, so that a look that seals ends no sooner than what it has begun is written. */
async function sealAll(write: Group['write'], { events }: Tables): Promise<number> {
  let total = 0;
  for (;;) {
    const sealed = await write(() => events.seal(PAGE));
    total += sealed;
    if (sealed < PAGE) return total;
  }
}

const sayFault = (found: string): string =>
  `An index of the audit log does not match its events (${found}): chat may miss some. Keep a copy of the file for inquiry, ` +
  'read the log with "ajar audit export", which uses no index, then stop Ajar and run REINDEX on the file.';

const warn: Unreadable = (id, error) =>
  process.emitWarning(`${id} cannot be read and is not looked after: ${String(error)}`);

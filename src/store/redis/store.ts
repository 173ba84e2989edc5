import type { Store } from '../../ports/store.ts';
import { answered } from './answers.ts';
import { openConnection } from './connection.ts';
import { behind, copiesOf, copyWrites, drew } from './copies.ts';
import { createDue } from './due.ts';
import { searchEvents } from './event-search.ts';
import { eventChecks, eventWrites, readLog } from './events.ts';
import { faultsOf } from './faults.ts';
import { exchange, forget, memoWrites, recall } from './memo.ts';
import { createRecord, holdRecord, saveRecord } from './record-changes.ts';
import { findRecord, listRecords } from './records.ts';
import { createRequests, type Unreadable } from './requests.ts';
import { dropEnded, pruneLog } from './retention.ts';
import { sealAll } from './sealer.ts';
import { beginLease, createNew, endLease, saveChange } from './transitions.ts';

export interface RedisOptions {
  /** `redis://` or `rediss://`, with user, password and database where it takes them. */
  readonly url: string;
  /** What the names of all keys begin with, in braces. */
  readonly prefix?: string;
  /** Told of something due that cannot be read; without it, a process warning. */
  readonly unreadable?: Unreadable;
}

/**
 * The store on Redis, for any number of processes on any number of machines. Besides `Conflict`, every method throws `StoreError`,
 * whose message names the Redis, without user and password, and says what to do.
 */
export async function createRedisStore({
  url,
  prefix = 'ajar',
  unreadable = warn,
}: RedisOptions): Promise<Store> {
  const connection = await openConnection(url, prefix);
  const { keys, apply } = connection;
  const { find, holders, list } = createRequests(connection);
  return {
    create: (stored, along) => createNew(connection, stored, along),
    find,
    save: (stored, along) => saveChange(connection, stored, along),
    lease: (stored, now) => beginLease(connection, stored, now),
    release: (stored) => endLease(connection, stored),
    createRecord: (record, along) => createRecord(connection, record, along),
    findRecord: (id) => findRecord(connection, id),
    saveRecord: (record, along) => saveRecord(connection, record, along),
    holdRecord: (record) => holdRecord(connection, record),
    listRecords: (filter) => listRecords(connection, filter, unreadable),
    record: (event, once) => apply(eventChecks(keys, once), eventWrites(keys, event, once)),
    answered: (key) => answered(connection, key),
    ...createDue(connection, unreadable),
    holders,
    list: (filter) => list(filter, unreadable),
    copies: (request) => copiesOf(connection, request),
    behind: (now, limit) => behind(connection, now, limit),
    drew: (copy) => drew(connection, copy),
    addCopies: (request, copies) => apply([], copyWrites(keys, request, copies)),
    remember: (key, value, until) => apply([], memoWrites(keys, key, value, until)),
    recall: (key, now) => recall(connection, key, now),
    forget: (key) => forget(connection, key),
    exchange: (key, from, to) => exchange(connection, key, from, to),
    events: (filter) => searchEvents(connection, filter),
    log: (after = 0) => readLog(connection, after),
    seal: () => sealAll(connection),
    prune: (upTo, event) => pruneLog(connection, upTo, event),
    drop: (id) => dropEnded(connection, id),
    faults: () => faultsOf(connection),
    close: connection.close,
  };
}

const warn: Unreadable = (id, error) =>
  process.emitWarning(`${id} cannot be read and is not looked after: ${String(error)}`);

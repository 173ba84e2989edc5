import type { Store } from '../../ports/store.ts';
import { StoreError } from '../store-error.ts';
import { answered } from './answers.ts';
import { census } from './census.ts';
import { type Connection, openConnection } from './connection.ts';
import { behind, copiesOf, copyWrites, drew } from './copies.ts';
import { createDue } from './due.ts';
import { durabilityOf } from './durability.ts';
import { countMentioned, eraseValues, wipe } from './erasure.ts';
import { searchEvents } from './event-search.ts';
import { eventChecks, eventWrites, readLog } from './events.ts';
import { faultsOf } from './faults.ts';
import { enter, inHouse } from './house.ts';
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
  /** Refuse a Redis in which nothing is kept yet, instead of beginning there: for commands that only read. */
  readonly mustExist?: boolean;
  /** Whether a Redis that would lose data is refused, or only warned of. Commands that only read ask nothing. */
  readonly unsafe?: Unsafe;
  /** How long an answer may take, in milliseconds; 5 seconds unless said. */
  readonly answerMs?: number;
  /** Told what to change about Redis; without it, a process warning. */
  readonly warn?: (sentence: string) => void;
  /** Told of something due that cannot be read; without it, a process warning. */
  readonly unreadable?: Unreadable;
}

export type Unsafe = 'refuse' | 'warn';

/**
 * The store on Redis, for any number of processes on any number of machines. Besides `Conflict`, every method throws `StoreError`,
 * whose message names the Redis, without user and password, and says what to do.
 */
export async function createRedisStore(options: RedisOptions): Promise<Store> {
  const { url, prefix = 'ajar', mustExist = false } = options;
  const open = await openConnection(url, prefix, options.answerMs);
  try {
    if (!mustExist) await checkDurable(open, options);
    const house = await enter(open, mustExist);
    return storeOver(inHouse(open, house), options.unreadable ?? warnOfUnreadable);
  } catch (error) {
    await open.close();
    throw error;
  }
}

async function checkDurable(connection: Connection, { unsafe = 'refuse', warn = warned }: RedisOptions) {
  const { faults, unknown } = await durabilityOf(connection);
  if (faults.length > 0 && unsafe === 'refuse')
    throw new StoreError(
      [`${connection.at} would lose what Ajar saves.`, ...faults].join(' ') +
        ' With AJAR_REDIS_UNSAFE=warn Ajar starts all the same.',
    );
  for (const sentence of [...faults, ...unknown]) warn(`${connection.at}: ${sentence}`);
}

const warned = (sentence: string): void => process.emitWarning(sentence);

function storeOver(connection: Connection, unreadable: Unreadable): Store {
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
    census: (now) => census(connection, now),
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
    erase: (erasure, event) => eraseValues(connection, erasure, event),
    mentioned: (mentions) => countMentioned(connection, mentions),
    wipe: () => wipe(connection),
    drop: (id) => dropEnded(connection, id),
    faults: () => faultsOf(connection),
    close: connection.close,
  };
}

const warnOfUnreadable: Unreadable = (id, error) =>
  process.emitWarning(`${id} cannot be read and is not looked after: ${String(error)}`);

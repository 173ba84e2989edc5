import { isDeepStrictEqual } from 'node:util';
import type { NewEvent } from '../../access/audit-event.ts';
import type { LogLine } from '../../ports/store.ts';
import type { Amounts, Everything } from '../everything.ts';
import { StoreError } from '../store-error.ts';
import { type Connection, openConnection } from './connection.ts';
import { durabilityOf } from './durability.ts';
import { eventChecks, logged, readLog } from './events.ts';
import { faultsOf } from './faults.ts';
import { houseOf, SCHEMA_VERSION } from './house.ts';
import { everythingAsWrites } from './moving-in.ts';
import { call, same } from './parts.ts';
import { rowOf } from './requests.ts';
import { asKept, recordFrom, storedFrom } from './rows.ts';
import type { Write } from './script.ts';

/** A Redis into which an embedded store is moved. While it is, and until it is said to have ended, nobody can start over it. */
export interface TakeOver {
  readonly at: string;
  /** What it would lose, as sentences; none where it is as it must be. */
  readonly faults: readonly string[];
  /** Throws `StoreError` unless it is empty, or holds what this same move left half done. */
  checkFree(move: string | undefined): Promise<void>;
  /** From the beginning: what an earlier try left is cleared first. */
  take(all: Everything, move: string): Promise<Amounts>;
  /** Everything is there as it was. Throws `StoreError` for the first that is not. */
  verify(all: Everything): Promise<void>;
  /** An event after all that came, before the end of the move is said. */
  note(move: string, event: NewEvent): Promise<void>;
  log(): AsyncIterable<LogLine>;
  /** Whether all of this move is here, and only its end was not said. */
  isWhole(move: string): Promise<boolean>;
  say(move: string, stage: Stage): Promise<void>;
  close(): Promise<void>;
}

/** `whole`: it was verified, and may be started from once the source is left. */
type Stage = 'whole' | 'ended';

// So many writes in one step: enough to be quick, and short enough to be answered in time.
const AT_ONCE = 500;

export async function openTakeOver(url: string, prefix: string): Promise<TakeOver> {
  const connection = await openConnection(url, prefix);
  const { at, keys, apply } = connection;
  const { faults } = await durabilityOf(connection);
  const own = (move: string) => same(keys.house, 'id', move, () => lost(at));
  return {
    at,
    faults,
    checkFree: (move) => checkFree(connection, move),
    async take(all, move) {
      await checkFree(connection, move);
      await clear(connection);
      const house = ['schema', String(SCHEMA_VERSION), 'id', move, 'move', 'copying'];
      await apply([same(keys.house, 'id', undefined, () => lost(at))], [call('HSET', keys.house, ...house)]);
      const { amounts, writes } = everythingAsWrites(keys, all);
      for (const batch of batches(writes)) await apply([own(move)], batch);
      return amounts();
    },
    verify: (all) => verify(connection, all),
    note: (move, event) => apply([own(move), ...eventChecks(keys)], [logged(keys, event)]),
    log: () => readLog(connection, 0),
    async isWhole(move) {
      const house = await houseOf(connection);
      return house?.id === move && house.move === 'whole';
    },
    say: (move, stage) =>
      apply(
        [own(move)],
        [stage === 'whole' ? call('HSET', keys.house, 'move', 'whole') : call('HDEL', keys.house, 'move')],
      ),
    close: connection.close,
  };
}

async function checkFree(connection: Connection, move: string | undefined): Promise<void> {
  const { at } = connection;
  const house = await houseOf(connection);
  if (house?.move !== undefined && house.id === move) return;
  if (house?.move !== undefined)
    throw new StoreError(
      `${at} holds a move of another installation that has not ended. End that one, or name another Redis.`,
    );
  if (house !== undefined || (await ownKeys(connection)).length > 0)
    throw new StoreError(
      `${at} holds something under the names of Ajar already. Name an empty Redis or database, or another AJAR_REDIS_PREFIX.`,
    );
}

async function ownKeys({ call: ask, keys }: Connection): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor = '0'; ; ) {
    const [next, some] = (await ask('SCAN', cursor, 'MATCH', keys.all, 'COUNT', 1_000)) as [string, string[]];
    found.push(...some);
    if (next === '0') return found;
    cursor = next;
  }
}

/** The house goes last: as long as it stands it says that the rest is not whole. */
async function clear(connection: Connection): Promise<void> {
  const { keys, apply } = connection;
  const rest = (await ownKeys(connection)).filter((key) => key !== keys.house);
  for (const batch of batches(rest.map((key) => call('DEL', key)))) await apply([], batch);
  await apply([], [call('DEL', keys.house)]);
}

function* batches(writes: Iterable<Write>): Iterable<readonly Write[]> {
  let batch: Write[] = [];
  for (const write of writes) {
    batch.push(write);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function verify(connection: Connection, all: Everything): Promise<void> {
  for (const { stored } of all.requests()) {
    const { id } = stored.request;
    if (!isDeepStrictEqual(storedFrom(id, await rowOf(connection, id)), asKept(stored))) throw other(id);
  }
  for (const record of all.records())
    if (!isDeepStrictEqual(recordFrom(record.id, await rowOf(connection, record.id)), asKept(record)))
      throw other(record.id);
  const lines = all.log()[Symbol.iterator]();
  for await (const line of readLog(connection, 0))
    if (!isDeepStrictEqual(line, lines.next().value)) throw other(`audit event ${line.seq}`);
  if (!lines.next().done) throw other('the end of the audit log');
  const [fault] = await faultsOf(connection);
  if (fault !== undefined) throw new StoreError(fault);
}

const other = (what: string): StoreError =>
  new StoreError(
    `${what} is not in Redis as it was in the embedded store. Nothing was left: run "ajar migrate" again.`,
  );

const lost = (at: string): StoreError =>
  new StoreError(`Somebody else wrote to ${at} meanwhile. Nothing was left: run "ajar migrate" again.`);

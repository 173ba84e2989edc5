import { Redis } from 'ioredis';
import { shownAddress } from './address.ts';
import { asStoreError, away, codeOf } from './failures.ts';
import { createKeys, type Keys } from './keys.ts';
import { argumentsOf, type Check, SCRIPT, type Write } from './script.ts';

/** One connection to Redis. Everything it throws is a `StoreError`, or the refusal of a check. */
export interface Connection {
  /** As it may be shown. */
  readonly at: string;
  readonly keys: Keys;
  /** One command, which only reads. */
  call(command: string, ...values: readonly (string | number)[]): Promise<unknown>;
  /** Several such commands as of one moment, in one round trip. */
  together(commands: readonly Command[]): Promise<readonly unknown[]>;
  /** All of `writes` when every check holds; else nothing, and the refusal of the first that does not is thrown. */
  apply(checks: readonly Check[], writes: readonly Write[]): Promise<void>;
  /** The same; answers false where a check does not hold. */
  tried(checks: readonly Check[], writes: readonly Write[]): Promise<boolean>;
  /** Counts how often it was connected. */
  session(): number;
  close(): Promise<void>;
}

export type Command = readonly [name: string, ...values: (string | number)[]];

// Somebody waits for each of these answers; a Redis that needs longer is as good as away.
const ANSWER_MS = 5_000;
const RECONNECT_AT_MOST_MS = 2_000;

/** Connects, or throws what to do; from then on a lost connection is made anew for ever, and what is asked meanwhile fails at once. */
export async function openConnection(url: string, prefix: string, answerMs = ANSWER_MS): Promise<Connection> {
  const at = shownAddress(url);
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: answerMs,
    // Nothing waits for a connection, and nothing is sent twice: whoever asked reads what is stored, and decides again.
    ...{ enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 },
    retryStrategy: (times) => Math.min(RECONNECT_AT_MOST_MS, 50 * 2 ** Math.min(times, 6)),
    // After a failover the old primary is a replica: its name may lead to the new one.
    reconnectOnError: (error) => codeOf(error) === 'READONLY',
    // The replies of the older protocol have one shape everywhere.
    protocol: 2,
    scripts: { ajarApply: { lua: SCRIPT } },
  }) as Redis & { ajarApply(...values: (string | number)[]): Promise<number> };
  let session = 0;
  redis.on('ready', () => {
    session += 1;
  });
  await reached(redis, at);
  /** A loss in between fails what is under way; `ready` tells what would only fail. */
  const send = async <T>(work: () => Promise<T>): Promise<T> => {
    if (redis.status !== 'ready') throw away(at);
    try {
      return await work();
    } catch (error) {
      throw asStoreError(error, at);
    }
  };
  /** The check that did not hold, as the script counts them; 0 when all is written. */
  const run = (checks: readonly Check[], writes: readonly Write[]): Promise<number> =>
    send(() => redis.ajarApply(...argumentsOf(checks, writes)));
  return {
    at,
    keys: createKeys(prefix),
    call: (command, ...values) => send(() => redis.call(command, ...values)),
    together: (commands) => send(() => allOf(redis, commands)),
    async apply(checks, writes) {
      const failed = await run(checks, writes);
      if (failed !== 0) throw checks[failed - 1]?.refusal() ?? new Error(`There is no check ${failed}.`);
    },
    tried: async (checks, writes) => (await run(checks, writes)) === 0,
    session: () => session,
    close: async () => redis.disconnect(),
  };
}

/** The first connection; where it fails nobody waits for the next. */
async function reached(redis: Redis, at: string): Promise<void> {
  let why: unknown;
  // Without a listener the client writes errors to the console itself.
  redis.on('error', (error) => {
    why = error;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw codeOf(why) === undefined ? away(at, why ?? error) : asStoreError(why, at);
  }
}

async function allOf(redis: Redis, commands: readonly Command[]): Promise<readonly unknown[]> {
  if (commands.length === 0) return [];
  const replies = await redis
    .multi(commands.map((command) => [...command]))
    .exec()
    .catch(throwFirst);
  return (replies ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}

/** A Redis that is full takes no transaction, not even one that only reads: what it refused first says why. */
function throwFirst(error: { readonly previousErrors?: readonly unknown[] }): never {
  throw error.previousErrors?.[0] ?? error;
}

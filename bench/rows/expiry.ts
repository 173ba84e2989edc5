import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createClock } from '../../src/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Provider } from '../../src/ports/provider.ts';
import type { Store } from '../../src/ports/store.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { createWakeUps } from '../../src/store/redis/wake-ups.ts';
import { wakingStore } from '../../src/store/waking.ts';
import { NO_REDIS, startRedis } from '../../test/store/redis-server.ts';
import { install, mute, ownStore, type Parts, vmAt } from '../installation.ts';
import { compared, quantile, type Size } from '../measure.ts';
import { idAt, inParts, openAt, REQUESTS_A_VM, saved } from '../requests.ts';
import type { Line, Row } from '../row.ts';

/** So many ends, within so long or all at one instant. */
interface Ends {
  readonly count: number;
  readonly withinMs: number;
}

const SIZES: Record<Size, Ends & { readonly rounds: number; readonly leadMs: number }> = {
  full: { count: 10_000, withinMs: 10_000, rounds: 1, leadMs: 5_000 },
  quick: { count: 250, withinMs: 250, rounds: 2, leadMs: 500 },
  smoke: { count: 40, withinMs: 50, rounds: 1, leadMs: 200 },
};
/** Deeds that one instance is woken for at a time, as `store/redis/wake-ups.ts` has it. */
const AT_ONCE = 25;

const endAt = ({ count, withinMs }: Ends, from: number, at: number): number => from + (withinMs * at) / count;

/** When the first of them ends. */
const EPOCH = Date.parse('2026-11-30T09:00:00Z');
/** The clock begins so long before that. */
const HEAD_START_MS = 100;

/** Notes how late each was, once; resolves when all of them were looked at. */
function note(count: number) {
  const late = new Map<string, number>();
  const { promise: all, resolve } = Promise.withResolvers<readonly number[]>();
  return {
    all,
    late(id: string, ms: number): void {
      if (!late.has(id)) late.set(id, Math.max(0.1, ms));
      if (late.size === count) resolve([...late.values()]);
    },
  };
}

/** A cloud that closes what it is told to, at once. */
const closing = (told: (request: string, until: number) => void): Provider => ({
  ...{ name: 'nsg', serves: () => true, plan: () => ({ refused: 'Nothing is asked for here.' }) },
  ...{ open: async () => [], read: async () => [] },
  async close({ request, until, grants }) {
    told(request, until.getTime());
    return grants.map(({ key }) => ({ key, state: 'closed', traces: [] }));
  },
});

/** Over its embedded store: from the end of a grant to the call that has the cloud close it, which is answered at once. */
async function embedded(ends: Ends): Promise<number> {
  const own = ownStore();
  try {
    await fill(own.store, ends);
    const clock = createClock({ epoch: EPOCH - HEAD_START_MS, factor: 1, realStart: Date.now() });
    return await latenessOf(ends, { store: own.store, clock });
  } finally {
    await own.remove();
  }
}

let series = 0;

/** The same over Redis, where each end is a job of BullMQ's that wakes Ajar, and all of them are told before the first is due. */
async function overRedis(ends: Ends, url: string, leadMs: number): Promise<number> {
  series += 1;
  const prefix = `ends-${series}`;
  const opened = await createRedisStore({ url, prefix });
  try {
    await fill(opened, ends);
    const clock = createClock({ epoch: EPOCH - leadMs, factor: 1, realStart: Date.now() });
    const wakeUps = createWakeUps({ url, prefix: `{${prefix}}`, clock, log: UNTOLD });
    const plan = (at: number): void => wakeUps.plan(idAt(at), 1, new Date(endAt(ends, EPOCH, at)));
    if (!(await planned(ends, plan, { url, prefix, isLate: () => clock.now().getTime() >= EPOCH }))) {
      await wakeUps.stop();
      return overRedis(ends, url, 2 * leadMs);
    }
    return await latenessOf(ends, { store: wakingStore(opened, wakeUps), clock, wakeUps });
  } finally {
    await opened.close();
  }
}

/** What cannot be planned yet, as the connection is being made, is planned again. */
const UNTOLD = { warn: () => undefined };

interface Planning {
  readonly url: string;
  readonly prefix: string;
  readonly isLate: () => boolean;
}

/** Plans every one; whether all of them stand in Redis before it is too late. */
async function planned({ count }: Ends, plan: (at: number) => void, { url, prefix, isLate }: Planning) {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue('wake-ups', { connection, prefix: `{${prefix}}` });
  const reached = async (wanted: number, meanwhile: () => void): Promise<void> => {
    while (!isLate() && (await queue.getDelayedCount()) < wanted) {
      meanwhile();
      await pause(20);
    }
  };
  try {
    await reached(1, () => plan(0));
    for (let at = 1; at < count; at += 1) plan(at);
    await reached(count, () => undefined);
    return !isLate();
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

const fill = (store: Store, ends: Ends): Promise<void> =>
  inParts(ends.count, (at) => saved(store, openAt(at, new Date(endAt(ends, EPOCH, at)))));

/** What a hundredth is later than. */
async function latenessOf(ends: Ends, parts: Pick<Parts, 'store' | 'wakeUps'> & { readonly clock: Clock }) {
  const { clock } = parts;
  const noted = note(ends.count);
  const nsg = closing((request, until) => noted.late(request, clock.now().getTime() - until));
  const vms = Array.from({ length: Math.ceil(ends.count / REQUESTS_A_VM) }, (_, at) => vmAt(at));
  const { runner } = install({ ...parts, vms, providers: { nsg }, chat: mute });
  runner.start();
  const late = await noted.all;
  await runner.stop();
  return quantile(late, 0.99);
}

/** BullMQ as its documentation shows it, with delayed jobs and a handler that does nothing else. */
async function bullmq(ends: Ends, url: string, leadMs: number): Promise<number> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue('ends', { connection });
  const from = Date.now() + leadMs;
  const jobs = Array.from({ length: ends.count }, (_, at) => {
    const until = endAt(ends, from, at);
    return {
      name: 'end',
      data: { id: idAt(at), until },
      opts: { delay: until - Date.now(), removeOnComplete: true },
    };
  });
  await queue.addBulk(jobs);
  const tooLate = Date.now() > from;
  const noted = note(ends.count);
  const worker = new Worker<{ id: string; until: number }>(
    'ends',
    async ({ data: { id, until } }) => noted.late(id, Date.now() - until),
    { connection, concurrency: AT_ONCE },
  );
  const late = await noted.all;
  await worker.close();
  await queue.close();
  connection.disconnect();
  // Jobs that were not yet told when they were due would be late by themselves.
  return tooLate ? bullmq(ends, url, 2 * leadMs) : quantile(late, 0.99);
}

/** Each way in turn, the first of one round the last of the next. */
async function measured(size: Size, url: string, ends: Ends): Promise<readonly Line[]> {
  const { rounds, leadMs } = SIZES[size];
  const ways = {
    embedded: () => embedded(ends),
    redis: () => overRedis(ends, url, leadMs),
    bullmq: () => bullmq(ends, url, leadMs),
  };
  const late = { embedded: [] as number[], redis: [] as number[], bullmq: [] as number[] };
  const names = ['embedded', 'redis', 'bullmq'] as const;
  for (let round = 0; round < rounds; round += 1)
    for (const name of round % 2 === 0 ? names : names.toReversed()) late[name].push(await ways[name]());
  const when = ends.withinMs > 0 ? `within ${ends.withinMs / 1_000} s` : 'at one instant';
  const what = `p99 of ${ends.count.toLocaleString('en')} due ${when}`;
  const line = (ours: 'embedded' | 'redis', of: string): Line => ({
    ...{ what: `${what}, ${of}`, against: 'BullMQ alone', unit: 'ms', goal: { atMost: 1 } },
    ...compared({ ours: late[ours], baseline: late.bullmq }),
  });
  return [line('embedded', 'embedded store'), line('redis', 'Redis and BullMQ to wake')];
}

export const expiry: Row = {
  name: 'expiry',
  what: 'expiry lateness, 10,000 due within 10 s, and all at one instant',
  goal: 'p99 ≤ that of BullMQ alone with an empty handler, in both cases',
  lacks: NO_REDIS,
  async measure({ size }) {
    const { count, withinMs } = SIZES[size];
    const server = await startRedis();
    try {
      const lines: Line[] = [];
      for (const within of [withinMs, 0])
        lines.push(...(await measured(size, server.url, { count, withinMs: within })));
      return { lines };
    } finally {
      await server.remove();
    }
  },
};

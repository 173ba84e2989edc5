import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createClock } from '../../src/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Provider } from '../../src/ports/provider.ts';
import type { Store } from '../../src/ports/store.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { createWakeUps, WOKEN_AT_ONCE } from '../../src/store/redis/wake-ups.ts';
import { wakingStore } from '../../src/store/waking.ts';
import { NO_REDIS, startRedis } from '../../test/store/redis-server.ts';
import { install, mute, ownStore, type Parts } from '../installation.ts';
import { compared, quantile, type Size, spreadOf } from '../measure.ts';
import { idAt, inParts, openAt, saved, vmsOf } from '../requests.ts';
import type { Line, Point, Row } from '../row.ts';

/** So many ends, within so long or all at one instant. */
interface Ends {
  readonly count: number;
  readonly withinMs: number;
}

interface Extent extends Ends {
  readonly rounds: number;
  /** So long BullMQ is told before the first end, in milliseconds, and longer where that is too short. */
  readonly leadMs: number;
  /** Fewer ends at one instant, for the picture. */
  readonly fewer: readonly number[];
}

const SIZES: Record<Size, Extent> = {
  full: { count: 10_000, withinMs: 10_000, rounds: 1, leadMs: 5_000, fewer: [100, 1_000] },
  quick: { count: 60, withinMs: 60, rounds: 1, leadMs: 200, fewer: [] },
  smoke: { count: 10, withinMs: 20, rounds: 1, leadMs: 200, fewer: [] },
};
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
  const vms = vmsOf(ends.count);
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
    { connection, concurrency: WOKEN_AT_ONCE },
  );
  const late = await noted.all;
  await worker.close();
  await queue.close();
  connection.disconnect();
  // Jobs that were not yet told when they were due would be late by themselves.
  return tooLate ? bullmq(ends, url, 2 * leadMs) : quantile(late, 0.99);
}

const WAYS = ['embedded', 'redis', 'bullmq'] as const;
type Late = Record<(typeof WAYS)[number], number[]>;

/** Each way in turn, the first of one round the last of the next. */
async function measured({ rounds, ...extent }: Extent, url: string, ends: Ends): Promise<Late> {
  // As long as it takes to tell of so many.
  const leadMs = Math.max(Math.min(500, extent.leadMs), (extent.leadMs * ends.count) / extent.count);
  const late: Late = { embedded: [], redis: [], bullmq: [] };
  const ways: Record<keyof Late, () => Promise<number>> = {
    embedded: () => embedded(ends),
    redis: () => overRedis(ends, url, leadMs),
    bullmq: () => bullmq(ends, url, leadMs),
  };
  for (let round = 0; round < rounds; round += 1)
    for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) late[way].push(await ways[way]());
  return late;
}

function linesOf({ count, withinMs }: Ends, late: Late): readonly Line[] {
  const when = withinMs > 0 ? `within ${withinMs / 1_000} s` : 'at one instant';
  const line = (ours: 'embedded' | 'redis'): Line => ({
    what: `p99 of ${count.toLocaleString('en')} due ${when}, ${SAID[ours]}`,
    ...{ against: SAID.bullmq, unit: 'ms', goal: { atMost: 1 } },
    ...compared({ ours: late[ours], baseline: late.bullmq }),
  });
  return [line('embedded'), line('redis')];
}

const SAID: Record<keyof Late, string> = {
  embedded: 'embedded store',
  redis: 'Redis and BullMQ to wake',
  bullmq: 'BullMQ alone',
};

const pointsOf = (size: number, late: Late): readonly Point[] =>
  WAYS.map((way) => ({ of: SAID[way], size, cost: spreadOf(late[way]).median }));

export const expiry: Row = {
  name: 'expiry',
  what: 'expiry lateness, 10,000 due within 10 s, and all at one instant',
  goal: 'p99 ≤ that of BullMQ alone with an empty handler, in both cases',
  lacks: NO_REDIS,
  async measure({ size }) {
    const extent = SIZES[size];
    const { count, withinMs, fewer } = extent;
    const server = await startRedis();
    try {
      const late = (ends: Ends): Promise<Late> => measured(extent, server.url, ends);
      const points: Point[] = [];
      for (const few of fewer) points.push(...pointsOf(few, await late({ count: few, withinMs: 0 })));
      const [spread, atOnce] = [await late({ count, withinMs }), await late({ count, withinMs: 0 })];
      points.push(...pointsOf(count, atOnce));
      const title = 'Ends at one instant: p99 of how late they are';
      return {
        lines: [...linesOf({ count, withinMs }, spread), ...linesOf({ count, withinMs: 0 }, atOnce)],
        plots: [{ name: 'expiry', title, size: 'ends', cost: 'ms', points }],
      };
    } finally {
      await server.remove();
    }
  },
};

import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createClock } from '../../src/clock.ts';
import type { Provider } from '../../src/ports/provider.ts';
import { NO_REDIS, startRedis } from '../../test/store/redis-server.ts';
import { install, mute, ownStore, vmAt } from '../installation.ts';
import { byTurns, compared, quantile, type Size } from '../measure.ts';
import { idAt, inParts, openAt, saved } from '../requests.ts';
import type { Line, Row } from '../row.ts';

/** So many ends, within so long or all at one instant. */
interface Ends {
  readonly count: number;
  readonly withinMs: number;
}

const SIZES: Record<Size, Ends & { readonly rounds: number; readonly leadMs: number }> = {
  full: { count: 10_000, withinMs: 10_000, rounds: 3, leadMs: 5_000 },
  quick: { count: 1_000, withinMs: 1_000, rounds: 3, leadMs: 1_000 },
  smoke: { count: 40, withinMs: 50, rounds: 1, leadMs: 200 },
};
/** Deeds that one instance is woken for at a time, as `store/redis/wake-ups.ts` has it. */
const AT_ONCE = 25;

const endAt = ({ count, withinMs }: Ends, from: number, at: number): number => from + (withinMs * at) / count;

/** The clock begins so long before the first end. */
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

/** Ajar over its embedded store: from the end of a grant to the call that has the cloud close it, which is answered at once. */
async function ours(ends: Ends): Promise<number> {
  const own = ownStore();
  const epoch = Date.parse('2026-11-30T09:00:00Z');
  try {
    await inParts(ends.count, (at) => saved(own.store, openAt(at, new Date(endAt(ends, epoch, at)))));
    const clock = createClock({ epoch: epoch - HEAD_START_MS, factor: 1, realStart: Date.now() });
    const noted = note(ends.count);
    const nsg = closing((request, until) => noted.late(request, clock.now().getTime() - until));
    const vms = Array.from({ length: Math.ceil(ends.count / 4) }, (_, at) => vmAt(at));
    const { runner } = install({ store: own.store, vms, clock, providers: { nsg }, chat: mute });
    runner.start();
    const late = await noted.all;
    await runner.stop();
    return quantile(late, 0.99);
  } finally {
    await own.remove();
  }
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

export const expiry: Row = {
  name: 'expiry',
  what: 'expiry lateness, 10,000 due within 10 s, and all at one instant',
  goal: 'p99 ≤ that of BullMQ alone with an empty handler, in both cases',
  lacks: NO_REDIS,
  async measure({ size }) {
    const { count, withinMs, rounds, leadMs } = SIZES[size];
    const server = await startRedis();
    try {
      const lines: Line[] = [];
      for (const ends of [
        { count, withinMs },
        { count, withinMs: 0 },
      ]) {
        const costs = await byTurns(rounds, {
          ours: () => ours(ends),
          baseline: () => bullmq(ends, server.url, leadMs),
        });
        const when = ends.withinMs > 0 ? `within ${ends.withinMs / 1_000} s` : 'at one instant';
        const what = `p99 of ${count.toLocaleString('en')} due ${when}`;
        lines.push({ what, against: 'BullMQ alone', unit: 'ms', ...compared(costs), goal: { atMost: 1 } });
      }
      return { lines };
    } finally {
      await server.remove();
    }
  },
};

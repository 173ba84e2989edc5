import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { submission } from '../../test/chat/slack/payloads.ts';
import { NO_REDIS } from '../../test/store/redis-server.ts';
import { type Letter, volley } from '../doors/load.ts';
import { type Served, serveOnRedis } from '../doors/served.ts';
import { CHANNEL, messageAt } from '../doors/slack.ts';
import { byTurns, compared, type Size } from '../measure.ts';
import { APPROVERS, slackUserOf, TEAM } from '../people.ts';
import { NO_PROC } from '../processes.ts';
import { idAt } from '../requests.ts';
import type { Line, Row } from '../row.ts';
import { signed, startSlack } from './slack-click.ts';

const ROUNDS: Record<Size, number> = { full: 5, quick: 2, smoke: 1 };
const A_VOLLEY: Record<Size, number> = { full: 256, quick: 24, smoke: 8 };
const CORES = 2;
/** So many clicks wait for their answers at a time, those of both together. */
const AT_ONCE = 32;
const WARMING_AT_ONCE = 8;

/** What a click came to: how many a second were answered, and nanoseconds of CPU for each. */
interface Shared {
  readonly perSecond: number;
  readonly ajar: number;
  readonly redis: number;
  /** Whoever clicks, with the Slack and the Azure that stand beside it. */
  readonly load: number;
}

/** One approver after the other sends why they deny the request with this number: the modal that Slack shows for it. */
function denialAt(at: number): Letter {
  const user = slackUserOf(at % APPROVERS.length);
  const about = { request: idAt(at), terms: '1', channel: CHANNEL, ts: messageAt(at) };
  const view = {
    ...{ id: `V0BENCH${at}`, hash: `${at}.hash`, type: 'modal', team_id: TEAM, callback_id: 'deny' },
    ...{ private_metadata: JSON.stringify(about), blocks: [] },
    state: { values: { reason: { reason: { type: 'plain_text_input', value: 'not today' } } } },
  };
  return signed(submission({ view, user: { id: user, username: user, name: user, team_id: TEAM } }));
}

/** Denials, as nothing of Azure is read for them or follows; half of them come to each of two. */
async function click({ doors }: Served, from: number, amount: number, atOnce: number) {
  const each = amount / doors.length;
  return Promise.all(
    doors.map((door, at) => volley(door, denialAt, from + at * each, each, atOnce / doors.length)),
  );
}

async function measuredOnce(served: Served, from: number, amount: number): Promise<Shared> {
  const { redisCpu, doors } = served;
  const before = { redis: await redisCpu(), load: process.cpuUsage() };
  const began = performance.now();
  const found = await click(served, from, amount, AT_ONCE);
  const seconds = (performance.now() - began) / 1_000;
  const load = process.cpuUsage(before.load);
  const redis = (await redisCpu()) - before.redis;
  await served.denied(from, amount);
  const perClick = (us: number): number => (Math.max(1, us) * 1_000) / amount;
  return {
    perSecond: amount / seconds,
    ajar: found.reduce((sum, { cpu }) => sum + cpu, 0) / doors.length,
    ...{ redis: perClick(redis), load: perClick(load.user + load.system) },
  };
}

interface Sides {
  readonly ours: readonly Shared[];
  readonly baseline: readonly Shared[];
}

async function measured(size: Size, one: Served, two: Served): Promise<Sides> {
  const [amount, rounds] = [A_VOLLEY[size], ROUNDS[size]];
  const found = { ours: [] as Shared[], baseline: [] as Shared[] };
  // In a smoke both are the same installation: nobody clicks where the other has.
  const begin = async (served: Served, first: number): Promise<void> => {
    await served.prepare(first, amount * (rounds + 1));
    // Whoever is looked up for the first time may be told to click again: that is let be.
    await click(served, first, amount, WARMING_AT_ONCE);
  };
  const turn = (side: keyof Sides, served: Served, first: number) => async (): Promise<number> => {
    const once = await measuredOnce(served, first + (found[side].length + 1) * amount, amount);
    return found[side].push(once);
  };
  const second = amount * (rounds + 1);
  await begin(one, 0);
  await begin(two, second);
  await byTurns(rounds, { ours: turn('ours', two, second), baseline: turn('baseline', one, 0) });
  return found;
}

/** One instance has one core at most, as its JavaScript runs in one thread; two have what Redis leaves them of two. */
const carried = {
  one: ({ ajar }: Shared): number => 1e9 / ajar,
  two: ({ ajar, redis }: Shared): number => (CORES * 1e9) / (ajar + redis),
};

function linesOf({ ours, baseline }: Sides): readonly Line[] {
  const beside = (by: (of: Shared) => number, than = by) =>
    compared({ ours: ours.map(by), baseline: baseline.map(than) });
  const within = (by: keyof Shared, than: keyof Shared) =>
    compared({ ours: ours.map((each) => each[by]), baseline: ours.map((each) => each[than]) });
  const against = 'one instance';
  const goal = { atLeast: 1.7 };
  const rate = { against, unit: 'per second', goal } as const;
  return [
    {
      ...{ what: 'clicks answered, the load on the same two cores', ...rate },
      ...beside(({ perSecond }) => perSecond),
    },
    {
      ...{ what: 'clicks that two cores with Redis carry, the load outside: by the CPU of each', ...rate },
      ...beside(carried.two, carried.one),
    },
    { what: 'CPU of a click in Ajar', against, unit: 'ns', ...beside(({ ajar }) => ajar) },
    { what: 'CPU of a click in Redis', against, unit: 'ns', ...beside(({ redis }) => redis) },
    { what: 'CPU of a click in Redis', against: 'in Ajar', unit: 'ns', ...within('redis', 'ajar') },
    { what: 'CPU of whoever clicks', against: 'in Ajar', unit: 'ns', ...within('load', 'ajar') },
  ];
}

/** A smoke has one process that is both sides: starting three takes seconds. */
async function served(size: Size, around: Parameters<typeof serveOnRedis>[0]) {
  if (size === 'smoke') {
    const one = await serveOnRedis(around, 1);
    return { one, two: one, stop: one.stop };
  }
  const starting = [serveOnRedis(around, 1), serveOnRedis(around, 2)] as const;
  const stop = async (): Promise<void> => {
    for (const begun of await Promise.allSettled(starting))
      if (begun.status === 'fulfilled') await begun.value.stop();
  };
  try {
    const [one, two] = await Promise.all(starting);
    return { one, two, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const twoInstances: Row = {
  name: 'two-instances',
  what: 'two instances on one Redis',
  goal: '≥ 1.7 × one instance, on two cores with the load outside, or the reason measured',
  lacks: NO_REDIS ?? NO_PROC,
  async measure({ size, packaged }) {
    const [slack, azure] = [await startSlack(), await createSandbox()];
    try {
      const { one, two, stop } = await served(size, { azure, apiUrl: `${slack.url}/api/`, how: packaged });
      try {
        return { lines: linesOf(await measured(size, one, two)) };
      } finally {
        await stop();
      }
    } finally {
      await Promise.all([slack.close(), azure.close()]);
    }
  },
};

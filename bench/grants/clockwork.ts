import type { Provider } from '../../src/ports/provider.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { install, mute } from '../installation.ts';
import { vmsOf } from '../requests.ts';
import { type Ends, endsOf, instant } from './filled.ts';

const IDLE_LOOKS = 50;
/** Nothing that is held waits for so long. */
const NEVER_PUT_OFF_MS = 10 * 60_000;

/** What ends takes a look to begin its closing, one to close it and one to draw its card. */
const LOOKS = 4;

const closesAtOnce: Provider = {
  ...{ name: 'nsg', serves: () => true, plan: () => ({ refused: 'Nothing is asked for here.' }) },
  ...{ open: async () => [], read: async () => [] },
  close: async ({ grants }) => grants.map(({ key }) => ({ key, state: 'closed', traces: [] })),
};

export type Clockwork = ReturnType<typeof createClockwork>;

/** The clockwork over such a store, with a clock that is set to each step in turn. */
export function createClockwork(file: string, open: number, ends: Ends) {
  const store = createSqliteStore({ file });
  let now = instant(0).getTime() - 1;
  const clock = { now: () => new Date(now), wakeAt: () => () => undefined, spanOf: (ms: number) => ms };
  const vms = vmsOf(endsOf(ends).length, open);
  const { runner } = install({ store, vms, clock, chat: mute, providers: { nsg: closesAtOnce } });
  let step = 0;
  /** Nanoseconds of CPU for what ends in the next step, closed and all. */
  const next = async (): Promise<number> => {
    now = instant(step).getTime();
    step += 1;
    const before = process.cpuUsage();
    for (let look = 0; look < LOOKS; look += 1) await runner.sweep();
    const { user, system } = process.cpuUsage(before);
    const left = await store.due(new Date(now), 1);
    if (left.length > 0) throw new Error(`${left[0]?.request.id} is ${left[0]?.request.status} still.`);
    return (user + system) * 1_000;
  };
  return {
    /** For each of those that end together. */
    sweep: async (): Promise<number> => (await next()) / ends.together,
    /** For each of those that end one at a time. */
    async single(): Promise<number> {
      let sum = 0;
      for (let at = 0; at < ends.apart; at += 1) sum += await next();
      return sum / ends.apart;
    },
    /** For a look at which nothing is due, and at what a wrong clock put off. */
    async look(): Promise<number> {
      const before = process.cpuUsage();
      for (let look = 0; look < IDLE_LOOKS; look += 1) {
        now += 1;
        await runner.sweep();
        await store.putOff(new Date(now + NEVER_PUT_OFF_MS), IDLE_LOOKS);
      }
      const { user, system } = process.cpuUsage(before);
      return (Math.max(1, user + system) * 1_000) / IDLE_LOOKS;
    },
    /** Megabytes that the process has, once what nobody holds was let go. */
    async memory(): Promise<number> {
      globalThis.gc?.();
      return process.memoryUsage.rss() / 2 ** 20;
    },
    close: () => store.close(),
  };
}

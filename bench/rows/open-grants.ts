import { DatabaseSync } from 'node:sqlite';
import type { Provider } from '../../src/ports/provider.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { install, mute, ownStore, vmAt } from '../installation.ts';
import { compared, limited, type Size, spreadOf } from '../measure.ts';
import { idAt, inParts, openAt, REQUESTS_A_VM, saved } from '../requests.ts';
import type { Line, Row } from '../row.ts';

const SIZES: Record<Size, readonly [number, number, ...number[]]> = {
  full: [1_000, 10_000, 100_000, 1_000_000],
  quick: [1_000, 10_000, 50_000],
  smoke: [100, 400],
};
/** So many are due in each sweep. */
const DUE: Record<Size, number> = { full: 100, quick: 100, smoke: 10 };
const ROUNDS: Record<Size, number> = { full: 5, quick: 3, smoke: 1 };
const STEP_MS = 10_000;
const IDLE_LOOKS = 20;
/** Nothing that is held waits for so long. */
const NEVER_PUT_OFF_MS = 10 * 60_000;
const YEAR_MS = 365 * 24 * 3_600_000;
/** Nobody is put off for longer than five minutes: what is, was put off by a wrong clock. */
const NEXT_LOOK_MS = 4 * 60_000;
const EPOCH = Date.parse('2026-11-30T09:00:00Z');

/** So many end in each of so many rounds. */
interface Ends {
  readonly due: number;
  readonly rounds: number;
}

/** A store in which so many are open for another year and not to be looked at now, and some end every ten seconds from now on. */
async function filled(open: number, ends: Ends) {
  const own = ownStore();
  await saved(own.store, openAt(0, new Date(EPOCH + YEAR_MS)), new Date(EPOCH + NEXT_LOOK_MS));
  multiply(own.file, open);
  const due = ends.due * ends.rounds;
  const endOf = (at: number): Date => new Date(EPOCH + Math.floor(at / ends.due) * STEP_MS);
  await inParts(due, (at) => saved(own.store, openAt(open + at, endOf(at))));
  return own;
}

/** Writes the first request again under other ids: a million would take minutes one after the other. */
function multiply(file: string, count: number): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF');
  const numbers = `WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ${count - 1})`;
  const id = "printf('aj-%06d', at)";
  const moved = (column: string): string => `replace(${column}, '${idAt(0)}', ${id})`;
  db.exec(`BEGIN;
    INSERT INTO request (id, version, status, requester, asked_at, until, due_at, lease_until, attempt, format, home, body)
      ${numbers} SELECT ${id}, version, status, requester, asked_at, until, due_at, lease_until, attempt, format, home,
      ${moved('body')} FROM n, request WHERE id = '${idAt(0)}';
    INSERT INTO hold (target, request, live) ${numbers} SELECT 'nsg|' || at, ${id}, 1 FROM n;
    UPDATE event SET seal = hex(seq);
    INSERT INTO event (seq, version, bytes, seal) ${numbers} SELECT at + 1, 1, ${moved('bytes')}, hex(at + 1)
      FROM n, event WHERE seq = 1;
    COMMIT`);
  db.close();
}

/** The clockwork over such a store, with a clock that is set to each of these in turn. */
function clockwork(file: string, open: number, { due, rounds }: Ends) {
  const store = createSqliteStore({ file });
  let now = EPOCH - 1;
  const clock = { now: () => new Date(now), wakeAt: () => () => undefined, spanOf: (ms: number) => ms };
  const from = Math.floor(open / REQUESTS_A_VM);
  const vms = Array.from({ length: Math.ceil((due * rounds) / REQUESTS_A_VM) + 1 }, (_, at) =>
    vmAt(from + at),
  );
  const { runner } = install({ store, vms, clock, chat: mute, providers: { nsg: closesAtOnce } });
  let round = 0;
  return {
    /** Nanoseconds of CPU for each that is due, closed and all. */
    async sweep(): Promise<number> {
      now = EPOCH + round * STEP_MS;
      round += 1;
      const before = process.cpuUsage();
      for (let look = 0; look < LOOKS; look += 1) await runner.sweep();
      const { user, system } = process.cpuUsage(before);
      const left = await store.due(new Date(now), 1);
      if (left.length > 0) throw new Error(`${left[0]?.request.id} is ${left[0]?.request.status} still.`);
      return ((user + system) * 1_000) / due;
    },
    /** Nanoseconds of CPU for a look at which nothing is due, and at what a wrong clock put off. */
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
    close: () => store.close(),
  };
}

/** What ends takes a look to begin its closing, one to close it and one to draw its card. */
const LOOKS = 4;

const closesAtOnce: Provider = {
  ...{ name: 'nsg', serves: () => true, plan: () => ({ refused: 'Nothing is asked for here.' }) },
  ...{ open: async () => [], read: async () => [] },
  close: async ({ grants }) => grants.map(({ key }) => ({ key, state: 'closed', traces: [] })),
};

const residentMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
};

/** A store of one size, and what its clockwork was seen to take. */
interface Grown {
  readonly open: number;
  readonly clock: ReturnType<typeof clockwork>;
  readonly addedMb: number;
  readonly costs: { readonly sweep: number[]; readonly look: number[] };
  remove(): Promise<void>;
}

async function grown(open: number, ends: Ends): Promise<Grown> {
  const own = await filled(open, ends);
  const before = residentMb();
  const clock = clockwork(own.file, open, ends);
  await clock.sweep();
  const addedMb = residentMb() - before;
  const remove = async (): Promise<void> => {
    await clock.close();
    await own.remove();
  };
  return { open, clock, addedMb, costs: { sweep: [], look: [] }, remove };
}

/** Every size in each round, the smallest first in every other. */
async function byAllTurns(stores: readonly Grown[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1)
    for (const { clock, costs } of round % 2 === 0 ? stores : stores.toReversed()) {
      costs.sweep.push(await clock.sweep());
      costs.look.push(await clock.look());
    }
}

function linesOf(small: Grown, large: Grown, due: number): readonly Line[] {
  const [many, few] = [large, small].map(({ open }) => `${open.toLocaleString('en')} open`);
  const beside = (by: keyof Grown['costs']) => compared({ ours: large.costs[by], baseline: small.costs[by] });
  // Linear were a thousand; what a deeper index costs is let be.
  const line = { against: String(few), unit: 'ns', goal: { atMost: 1.5 } } as const;
  return [
    { ...line, what: `a sweep of ${due} that are due, for each, ${many}`, ...beside('sweep') },
    { ...line, what: `a look at which nothing is due, ${many}`, ...beside('look') },
    {
      ...{ what: `memory more with ${many}`, against: 'what the first took, or 10 MB', unit: 'MB' },
      // A later one finds memory that the first made: only growth is told by it.
      ...{ ...limited([Math.max(1, large.addedMb)], Math.max(10, small.addedMb)), goal: { atMost: 1 } },
    },
  ];
}

const POINTS = { 'one that is due': 'sweep', 'a look at which nothing is': 'look' } as const;

export const openGrants: Row = {
  name: 'open-grants',
  what: 'open grants 1,000 → 1,000,000',
  goal: 'sweep and memory grow with what is due, not with what is open',
  async measure({ size }) {
    const ends = { due: DUE[size], rounds: ROUNDS[size] + 1 };
    const stores: Grown[] = [];
    try {
      for (const open of SIZES[size]) stores.push(await grown(open, ends));
      await byAllTurns(stores, ROUNDS[size]);
      const [small, large] = [stores[0], stores.at(-1)];
      const points = Object.entries(POINTS).flatMap(([of, by]) =>
        stores.map(({ open, costs }) => ({ of, size: open, cost: spreadOf(costs[by]).median / 1_000 })),
      );
      const title = 'A sweep over what is open and not due';
      const plot = { name: 'open-grants', title, size: 'open grants', cost: 'µs of CPU', points };
      return { lines: small && large ? linesOf(small, large, ends.due) : [], plots: [plot] };
    } finally {
      for (const { remove } of stores) await remove();
    }
  },
};

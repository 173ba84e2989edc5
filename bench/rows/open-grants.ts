import { DatabaseSync } from 'node:sqlite';
import type { Provider } from '../../src/ports/provider.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { install, mute, ownStore, vmAt } from '../installation.ts';
import { byTurns, compared, limited, type Size } from '../measure.ts';
import { idAt, inParts, openAt, REQUESTS_A_VM, saved } from '../requests.ts';
import type { Line, Point, Row } from '../row.ts';

const SIZES: Record<Size, readonly [number, number]> = {
  full: [1_000, 1_000_000],
  quick: [1_000, 50_000],
  smoke: [100, 400],
};
/** So many are due in each sweep. */
const DUE: Record<Size, number> = { full: 100, quick: 100, smoke: 10 };
const ROUNDS: Record<Size, number> = { full: 9, quick: 3, smoke: 1 };
const STEP_MS = 10_000;
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
    INSERT INTO event (seq, version, bytes) ${numbers} SELECT at + 1, 1, ${moved('bytes')} FROM n, event WHERE seq = 1;
    UPDATE event SET seal = hex(seq);
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

export const openGrants: Row = {
  name: 'open-grants',
  what: 'open grants 1,000 → 1,000,000',
  goal: 'sweep and memory grow with what is due, not with what is open',
  async measure({ size }) {
    const [few, many] = SIZES[size];
    const ends = { due: DUE[size], rounds: ROUNDS[size] + 1 };
    const [small, large] = [await filled(few, ends), await filled(many, ends)];
    const before = residentMb();
    const one = clockwork(small.file, few, ends);
    await one.sweep();
    const between = residentMb();
    const other = clockwork(large.file, many, ends);
    await other.sweep();
    const memory = { ours: [residentMb() - between], baseline: [between - before] };
    try {
      const costs = await byTurns(ROUNDS[size], { ours: other.sweep, baseline: one.sweep });
      const named = {
        what: `${many.toLocaleString('en')} open`,
        against: `${few.toLocaleString('en')} open`,
      };
      const line = {
        ...named,
        what: `a sweep of ${ends.due} that are due, ${named.what}`,
        ...compared(costs),
      };
      // Linear were a thousand; what a deeper index costs is let be.
      const lines: Line[] = [{ ...line, unit: 'ns', goal: { atMost: 1.5 } }];
      // The second finds memory that the first made: only growth is told by it.
      const grown = limited([Math.max(1, memory.ours[0] ?? 0)], Math.max(10, memory.baseline[0] ?? 0));
      lines.push({
        what: `memory more with ${named.what}`,
        against: 'what the first took, or 10 MB',
        unit: 'MB',
        ...grown,
        goal: { atMost: 1 },
      });
      const points: Point[] = [
        { of: 'a sweep', size: few, cost: line.baseline.median / 1_000 },
        { of: 'a sweep', size: many, cost: line.ours.median / 1_000 },
      ];
      const plot = {
        name: 'open-grants',
        title: 'What is due',
        size: 'open grants',
        cost: 'µs each',
        points,
      };
      return { lines, plots: [plot] };
    } finally {
      await Promise.all([one.close(), other.close()]);
      await Promise.all([small.remove(), large.remove()]);
    }
  },
};

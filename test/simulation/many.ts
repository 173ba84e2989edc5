import { expect, it } from 'vitest';
import { type Options, type Report, simulate } from './simulate.ts';
import { APPROVERS, SECURITY } from './town.ts';

/** A few minutes each, of as many seeds as there is time for: what goes wrong shows in a trace that somebody can read. */
const LONG: Options = { minutes: 3, actEveryMs: 5_000, faultEveryMs: 10_000 };

/** Less than half a minute each, of thousands of seeds: each has other faults, and most of them meet some. */
const SHORT: Options = {
  ...{ minutes: 0.4, actEveryMs: 4_000, atOnce: 3, faultEveryMs: 3_000, instances: 2 },
  membership: { approvers: APPROVERS.slice(0, 2), security: SECURITY.slice(0, 1), quick: false },
  ...{ shares: [0.05, 0.15, 0.3, 0.6], spellsLast: 0.3, spans: { pending: 2, asked: 1 } },
};

/** What all of them came to. */
interface Totals {
  seeds: number;
  requests: number;
  opened: number;
  faults: number;
  crashes: number;
  worstOpenMs: number;
  worstLateMs: number;
}

/** The seeds of one half: each half has a process of its own. `AJAR_SEED` is that one alone, `AJAR_SEEDS` how many there are. */
function seedsOf(half: 0 | 1): readonly number[] {
  const { AJAR_SEED, AJAR_SEEDS, AJAR_FIRST_SEED } = process.env;
  if (AJAR_SEED !== undefined) return Number(AJAR_SEED) % 2 === half ? [Number(AJAR_SEED)] : [];
  const first = Number(AJAR_FIRST_SEED ?? 1);
  return Array.from({ length: Number(AJAR_SEEDS ?? 2_000) }, (_, at) => first + at).filter(
    (seed) => seed % 2 === half,
  );
}

/** The long stories take so long at most; whoever says how many has all of them. */
const AT_MOST_MS = process.env.AJAR_SEEDS === undefined ? 12_000 : Number.POSITIVE_INFINITY;

/** The tests of one half. */
export function testHalf(half: 0 | 1): void {
  const seeds = seedsOf(half);
  const run = it.skipIf(seeds.length === 0);
  run(
    'whatever people and faults do, for minutes: nothing is open that should not be, and nobody is told what is not so',
    WAIT,
    async () => {
      const totals = await simulateAll(seeds, LONG, AT_MOST_MS);
      console.log(sayTotals(totals));
      expect(totals.seeds).toBeGreaterThan(0);
    },
  );
  run('and in two thousand short stories', WAIT, async () => {
    const totals = await simulateAll(seeds, SHORT, Number.POSITIVE_INFINITY);
    console.log(sayTotals(totals));
    expect(totals.seeds).toBe(seeds.length);
  });
}

const WAIT = { timeout: 3_600_000 };

/** Runs them one after another, and fails at the first in which something did not hold, with how to have it again. */
async function simulateAll(seeds: readonly number[], options: Options, atMostMs: number): Promise<Totals> {
  const total: Totals = {
    seeds: 0,
    requests: 0,
    opened: 0,
    faults: 0,
    crashes: 0,
    worstOpenMs: 0,
    worstLateMs: 0,
  };
  const end = performance.now() + atMostMs;
  for (const seed of seeds) {
    if (performance.now() > end) break;
    const report = await simulate(seed, options);
    if (report.violations.length > 0) console.error(report.trace.join('\n'));
    expect(report.violations, replay(seed)).toEqual([]);
    add(total, report);
  }
  return total;
}

const replay = (seed: number): string =>
  `seed ${seed}; to have it again: AJAR_SEED=${seed} npx vitest run test/simulation`;

function add(total: Totals, report: Report): void {
  total.seeds += 1;
  for (const name of ['requests', 'opened', 'faults', 'crashes'] as const) total[name] += report[name];
  for (const name of ['worstOpenMs', 'worstLateMs'] as const)
    total[name] = Math.max(total[name], report[name]);
}

const sayTotals = ({ worstOpenMs, worstLateMs, ...counts }: Totals): string =>
  `${Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(
      ', ',
    )}, 0 violations; a port was open past its end for ${seconds(worstOpenMs)} at the worst, a closing began ${seconds(worstLateMs)} late`;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

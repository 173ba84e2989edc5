// By hand: `npm run test:soak`. A day of simulated time, with a fault every second.
// Every single crash: `AJAR_CRASH_EVERY=1 npx vitest run test/faults/crash`.
import { HABIT_NAMES } from './actors.ts';
import { FAULTS } from './faults.ts';
import { type Options, simulate } from './simulate.ts';

const hours = Number(process.env.AJAR_HOURS ?? 24);
const seed = Number(process.env.AJAR_SEED ?? Math.floor(Math.random() * 1e9));
/** What would leave nothing else to happen if it came every few seconds. */
const RARE = ['jump', 'skew', 'chatDown', 'cloudStays'];

const DAY: Options = {
  ...{ minutes: hours * 60, actEveryMs: 750, faultEveryMs: 1_000, instances: 3, spellsLast: 0.03 },
  faults: Object.keys(FAULTS).filter((name) => !RARE.includes(name)),
  rare: { faults: RARE, everyMs: 20 * 60_000 },
  // Nobody leaves for good: after an hour there would be nobody left to ask.
  habits: [...HABIT_NAMES.filter((name) => name !== 'leave'), 'ask', 'approve', 'approve', 'approve'],
  passed: (hour) => console.log(`${hour} h of ${hours}, after ${Math.round(performance.now() / 60_000)} min`),
};

console.log(`seed ${seed}: to have it again, AJAR_SEED=${seed} npm run test:soak`);
const report = await simulate(seed, DAY);
const { violations, trace, worstOpenMs, worstAtAllMs, worstLateMs, ...figures } = report;
console.log({ ...figures, violations: violations.length, worstOpenMs, worstAtAllMs, worstLateMs });
if (violations.length > 0) {
  console.error([...trace.slice(-2_000), ...violations].join('\n'));
  process.exitCode = 1;
}

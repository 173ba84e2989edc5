import { parseArgs } from 'node:util';
import { createRandom } from './random.ts';
import { runTarget, sayFailure } from './run.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/targets.ts';

/*
 * npm run test:fuzz [-- TARGET… --count N --seed N --from N]: a million inputs for every reader of what comes from outside, by
 * hand. Says how many threw, how long the slowest took, and what the heap has grown by after the first tenth.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', default: '0' },
  },
});
const [count, seed, from] = [values.count, values.seed, values.from].map(Number) as [number, number, number];

interface Figures {
  readonly slowestMs: number;
  readonly slowest: number;
  readonly grownKb: number;
  readonly cpuSeconds: number;
}

/** Azure's calls leave a timer of two seconds behind each. */
const TIMERS_MS = 2_500;

/** What is freed by one round frees more in the next. */
const ROUNDS = 3;

const heapNow = async (): Promise<number> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, TIMERS_MS));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
};
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

async function soak(target: Target): Promise<Figures | string> {
  const started = cpuMs();
  let [before, slowestMs, slowest, last] = [started, 0, from, from];
  const note = (): void => {
    const now = cpuMs();
    if (now - before > slowestMs) [slowestMs, slowest] = [now - before, last];
    before = now;
  };
  const begin = (input: number): void => {
    note();
    last = input;
  };
  const warm = from + Math.ceil(count / 10);
  const first = await runTarget(target, seed, [from, warm], begin);
  if (first) return sayFailure(first);
  note();
  const heap = await heapNow();
  before = cpuMs();
  const second = await runTarget(target, seed, [warm, from + count], begin);
  if (second) return sayFailure(second);
  note();
  const cpuSeconds = (before - started) / 1_000;
  const again = await aloneMs(target, slowest);
  return { slowestMs: again, slowest, grownKb: ((await heapNow()) - heap) / 1_024, cpuSeconds };
}

/** The slowest once more: the first time may have met the collector of the heap. */
async function aloneMs(target: Target, input: number): Promise<number> {
  const text = target.make(createRandom(seed, input));
  const before = cpuMs();
  await runTarget({ ...target, make: () => text }, seed, [input, input + 1]);
  return cpuMs() - before;
}

const wanted = TARGETS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
console.log(`seed ${seed}, ${count} inputs each`);
console.log('reader | inputs | threw | slowest input, ms | heap grew by, KB | CPU, s');
for (const target of wanted) {
  const figures = await soak(target);
  if (typeof figures === 'string') {
    console.log(figures);
    process.exitCode = 1;
  } else {
    const { slowestMs, slowest, grownKb, cpuSeconds } = figures;
    console.log(
      `${target.name} | ${count} | 0 | ${slowestMs.toFixed(1)} (input ${slowest}) | ${grownKb.toFixed(0)} | ${cpuSeconds.toFixed(0)}`,
    );
  }
}

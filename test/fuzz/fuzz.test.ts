import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TARGETS } from './targets/targets.ts';
import type { Watched } from './watched.ts';

/*
 * Every reader of bytes from outside, with a few of the inputs that `npm run test:fuzz` gives it a million of. Set FUZZ_SEED to
 * see a run again. The thread that reads is watched by this one, which can still say where it is when it never comes back.
 */

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const COUNT = 600;
/** No reader takes a thousandth of this for one input: what takes longer hangs. */
const HANGS_MS = 60_000;

interface Told {
  readonly target: string;
  readonly failure?: string;
}

const told = new Map<string, (told: Told) => void>();
const answers = new Map(
  TARGETS.map(({ name }) => [name, new Promise<Told>((resolve) => told.set(name, resolve))] as const),
);
const at = new Int32Array(new SharedArrayBuffer(8));
let worker: Worker;
let watch: NodeJS.Timeout;

beforeAll(() => {
  worker = new Worker(new URL('watched.ts', import.meta.url), {
    workerData: { seed: SEED, count: COUNT, at } satisfies Watched,
  });
  const all = (failure: string): void => {
    for (const [target, tell] of told) tell({ target, failure });
  };
  worker.on('message', (each: Told) => told.get(each.target)?.(each));
  worker.on('error', (error) => all(error.stack ?? error.message));
  let seen = '';
  watch = setInterval(() => {
    const now = at.join();
    if (now === seen) {
      all(`${TARGETS[at[0]!]?.name} hangs at input ${at[1]} of seed ${SEED}`);
      void worker.terminate();
    }
    seen = now;
  }, HANGS_MS);
});

afterAll(async () => {
  clearInterval(watch);
  await worker.terminate();
});

describe('whatever comes from outside is answered, and nothing else happens', () => {
  it.each(TARGETS.map(({ name }) => name))(
    '%s',
    async (name) => {
      expect((await answers.get(name))?.failure).toBeUndefined();
    },
    5 * HANGS_MS,
  );
});

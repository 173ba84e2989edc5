import { parentPort, workerData } from 'node:worker_threads';
import { runTarget, sayFailure } from './run.ts';
import { TARGETS } from './targets/targets.ts';

/** What the thread that reads is told. */
export interface Watched {
  readonly seed: number;
  readonly count: number;
  /** Which reader is at which input: looked at by whoever watches, while this thread may hang. */
  readonly at: Int32Array;
}

/** Of the readers that build what they read by, a file's worth at a time. */
const FEWER = 8;

const { seed, count, at } = workerData as Watched;
for (const [index, target] of TARGETS.entries()) {
  Atomics.store(at, 0, index);
  const most = target.isSlow ? Math.ceil(count / FEWER) : count;
  const failure = await runTarget(target, seed, [0, most], (input) => {
    Atomics.store(at, 1, input);
  });
  parentPort?.postMessage({ target: target.name, ...(failure ? { failure: sayFailure(failure) } : {}) });
}

import { CloudError } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { reconcile } from './reconcile.ts';
import { watch } from './watch.ts';

export interface Patrol {
  /** One pass: compares, closes, tells. Never throws for the cloud's sake. */
  pass(): Promise<void>;
  start(): void;
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** Goes round every few minutes of the world's time. Several processes may: what one tells the other does not tell again. */
export function createPatrol(deps: Deps, everyMs: number): Patrol {
  let callOff: (() => void) | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let running = false;
  const pass = async (): Promise<void> => {
    try {
      await watch(deps, (await reconcile(deps)).drift);
    } catch (error) {
      const reason = error instanceof CloudError ? { reason: error.message } : { error };
      deps.log.error(reason, 'the cloud could not be compared with the store; the next pass tries again');
    }
  };
  const arm = (ms: number): void => {
    if (!running) return;
    callOff = deps.clock.wakeAt(later(deps.clock.now(), deps.clock.spanOf(ms)), () => {
      underWay = pass().finally(() => arm(everyMs));
    });
  };
  return {
    pass,
    start() {
      running = true;
      arm(FIRST_MS);
    },
    async stop() {
      running = false;
      callOff?.();
      await underWay;
    },
  };
}

/** After a start there is more urgent work; real milliseconds. */
const FIRST_MS = 10_000;

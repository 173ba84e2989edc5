import type { Deps } from './deps.ts';
import { later } from './later.ts';

/** Work that is done again and again. */
export interface Rounds {
  /** One round. Never throws for the world's sake. */
  pass(): Promise<void>;
  start(): void;
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** Goes round every so often of the world's time, one round after another; both in real milliseconds. */
export function createRounds(
  { clock }: Pick<Deps, 'clock'>,
  { firstMs, everyMs }: { readonly firstMs: number; readonly everyMs: number },
  pass: () => Promise<void>,
): Rounds {
  let callOff: (() => void) | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let running = false;
  const arm = (ms: number): void => {
    if (!running) return;
    callOff = clock.wakeAt(later(clock.now(), clock.spanOf(ms)), () => {
      underWay = pass().finally(() => arm(everyMs));
    });
  };
  return {
    pass,
    start() {
      running = true;
      arm(firstMs);
    },
    async stop() {
      running = false;
      callOff?.();
      await underWay;
    },
  };
}

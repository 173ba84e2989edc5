import type { Clock } from '../../ports/clock.ts';
import { later } from '../later.ts';

/** One wake-up ahead: of all that were asked for, the earliest. */
export interface Alarm {
  /** At the latest in so many real milliseconds. */
  within(realMs: number): void;
  off(): void;
}

/** An alarm that lies back further than this, in real milliseconds, was set by a clock that jumped: it is not waited for. */
const JUMPED_MS = 1_000;

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let ahead: { readonly at: Date; readonly callOff: () => void } | undefined;
  const off = (): void => {
    ahead?.callOff();
    ahead = undefined;
  };
  return {
    within(realMs) {
      const now = clock.now();
      const at = later(now, clock.spanOf(realMs));
      if (ahead && ahead.at <= at && ahead.at >= later(now, -clock.spanOf(JUMPED_MS))) return;
      off();
      const callOff = clock.wakeAt(at, () => {
        ahead = undefined;
        ring();
      });
      ahead = { at, callOff };
    },
    off,
  };
}

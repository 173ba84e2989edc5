import type { Clock } from './ports/clock.ts';

/** Business time runs `factor` times as fast as the world's, from `epoch` at the real instant `realStart`. */
export interface ClockSpec {
  readonly epoch: number;
  readonly factor: number;
  readonly realStart: number;
}

/** The longest wait that setTimeout takes; longer ones are waited for in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A clock that is off by more than this after a wait was set; by less, the timer was only early. */
const SET_BACK_MS = 100;

/** The world's own time without a spec; a faster one for the demo and the tests. */
export function createClock(
  spec: ClockSpec = { epoch: 0, factor: 1, realStart: 0 },
  realNow: () => number = Date.now,
): Clock {
  const now = (): Date => new Date(spec.epoch + (realNow() - spec.realStart) * spec.factor);
  return {
    now,
    spanOf: (realMs) => realMs * spec.factor,
    wakeAt(at, call) {
      let timer: NodeJS.Timeout;
      /** `most` is what can be left, unless the clock was set back: that must not send the sweep to sleep for as long. */
      const wait = (most: number): void => {
        const left = (at.getTime() - now().getTime()) / spec.factor;
        const next = Math.min(Math.ceil(left), LONGEST_TIMER_MS);
        timer =
          left <= 0 || left > most + SET_BACK_MS
            ? setTimeout(call, 0)
            : setTimeout(() => wait(left - next), next);
      };
      wait(Number.POSITIVE_INFINITY);
      return () => clearTimeout(timer);
    },
  };
}

/** Reads `EPOCH,FACTOR[,REALSTART]`: an ISO instant or unix ms, a factor from 1 to 100,000, and the real unix ms at which EPOCH was. */
export function readClockSpec(text: string, realNow: number): ClockSpec | { readonly error: string } {
  const [first = '', second = '1', third = String(realNow)] = text.split(',').map((part) => part.trim());
  const epoch = /^\d{9,}$/.test(first) ? Number(first) : Date.parse(first);
  const factor = Number(second);
  const realStart = Number(third);
  if (Number.isNaN(epoch))
    return { error: `"${first}" is no instant: write one such as 2026-01-15T12:00:00Z.` };
  if (!(factor >= 1 && factor <= 100_000))
    return { error: `"${second}" is no factor: write a number from 1 to 100000.` };
  if (!Number.isFinite(realStart)) return { error: `"${third}" is no unix time in milliseconds.` };
  return { epoch, factor, realStart };
}

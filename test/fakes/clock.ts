import type { Time } from '../../src/chat/time.ts';
import { createClock } from '../../src/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A clock that stands still until it is told otherwise; what it would wake is woken by `pass`. */
export interface HandClock extends Clock {
  pass(ms: number): void;
}

export function createHandClock(start = '2026-01-15T12:00:00Z'): HandClock {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    spanOf: (realMs) => realMs,
    wakeAt: () => () => undefined,
    pass: (ms) => {
      time += ms;
    },
  };
}

/** A clock that runs, `factor` times as fast as the world's, and that a test may set ahead: what is due until then is woken. */
export function createStoryClock(factor: number, start = '2026-01-15T12:00:00Z'): HandClock {
  const running = createClock({ epoch: Date.parse(start), factor, realStart: Date.now() });
  const waits = new Set<() => void>();
  let ahead = 0;
  return {
    now: () => new Date(running.now().getTime() + ahead),
    spanOf: running.spanOf,
    wakeAt(at, call) {
      let callOff = (): void => undefined;
      const arm = (): void => {
        callOff();
        callOff = running.wakeAt(new Date(at.getTime() - ahead), () => {
          waits.delete(arm);
          call();
        });
      };
      waits.add(arm);
      arm();
      return () => {
        waits.delete(arm);
        callOff();
      };
    },
    pass(ms) {
      ahead += ms;
      for (const arm of [...waits]) arm();
    },
  };
}

/** A chat app's limits, kept in business time. */
export const timeOf = ({ now, wakeAt }: Clock): Time => ({
  now: () => now().getTime(),
  pause: (ms, signal) =>
    new Promise<void>((resolve, reject) => {
      const callOff = wakeAt(new Date(now().getTime() + ms), resolve);
      signal.addEventListener('abort', () => {
        callOff();
        reject(new DOMException('Called off', 'AbortError'));
      });
    }),
});

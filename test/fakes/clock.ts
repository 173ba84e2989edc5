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

import type { Time } from '../../time.ts';
import { busy, createGate, type Gate, type Rate } from './gate.ts';
import { tries } from './tries.ts';

/** More than this many waiting in one channel is a fault somewhere else. */
const MOST_WAITING = 200;

/** Everything of one key in order, each key at its own rate; no key waits for another. */
export interface Lanes {
  run<T>(key: string, send: () => Promise<T>): Promise<T>;
  /** Resolves once nothing waits. Never throws. */
  settled(): Promise<unknown>;
}

interface Lane {
  readonly gate: Gate;
  tail: Promise<unknown>;
  waiting: number;
}

export function createLanes(rate: Rate, time: Time, signal: AbortSignal): Lanes {
  const lanes = new Map<string, Lane>();
  const laneOf = (key: string): Lane => {
    for (const [other, { waiting, gate }] of lanes) if (waiting === 0 && gate.isIdle()) lanes.delete(other);
    const lane = lanes.get(key) ?? {
      gate: createGate(rate, time, signal),
      tail: Promise.resolve(),
      waiting: 0,
    };
    lanes.set(key, lane);
    return lane;
  };
  return {
    run(key, send) {
      const lane = laneOf(key);
      if (lane.waiting >= MOST_WAITING)
        return Promise.reject(busy('Too much waits for this channel', MOST_WAITING * rate.everyMs));
      lane.waiting += 1;
      const done = lane.tail
        .then(() => tries(lane.gate, undefined, send))
        .finally(() => {
          lane.waiting -= 1;
        });
      // Whoever called hears of a failure; the next in the lane must not.
      lane.tail = done.catch(() => undefined);
      return done;
    },
    settled: () => Promise.all([...lanes.values()].map(({ tail }) => tail)),
  };
}

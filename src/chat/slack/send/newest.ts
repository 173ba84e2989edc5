import type { Time } from '../../time.ts';
import { createGate, type Gate, type Rate } from './gate.ts';
import { tries } from './tries.ts';

/** Redraws under one rate for all: of each key only the newest is sent, and the keys take turns. */
export interface Newest {
  /** `place` is held back when Slack says so, the other places are not. Resolves when this drawing, or a newer one, is there. */
  run(place: string, key: string, send: () => Promise<void>): Promise<void>;
  /** Resolves once nothing waits. Never throws. */
  settled(): Promise<unknown>;
}

interface Item {
  send: () => Promise<void>;
  done: Promise<void>;
}

/** A place that only holds back: the rate is everybody's. */
const ANY_RATE: Rate = { burst: 1, everyMs: 0 };

export function createNewest(rate: Rate, time: Time, signal: AbortSignal): Newest {
  const items = new Map<string, Item>();
  const places = new Map<string, Gate>();
  const shared = createGate(rate, time, signal);
  const gateOf = (place: string): Gate => {
    for (const [other, gate] of places) if (gate.isIdle()) places.delete(other);
    const gate = places.get(place) ?? createGate(ANY_RATE, time, signal);
    places.set(place, gate);
    return gate;
  };
  /** Looked up each time, since an idle one is not kept. */
  const placeGate = (place: string) => ({
    enter: () => gateOf(place).enter(),
    hold: (ms: number) => gateOf(place).hold(ms),
  });
  const work = async (place: string, key: string, item: Item): Promise<void> => {
    let sent: Item['send'] | undefined;
    try {
      // A newer drawing that came while the older was on its way is sent as well.
      while (sent !== item.send)
        await tries(placeGate(place), shared, () => {
          sent = item.send;
          return sent();
        });
    } finally {
      items.delete(key);
    }
  };
  return {
    run(place, key, send) {
      const waiting = items.get(key);
      if (waiting) {
        waiting.send = send;
        return waiting.done;
      }
      const item: Item = { send, done: Promise.resolve() };
      items.set(key, item);
      item.done = work(place, key, item);
      return item.done;
    },
    settled: () => Promise.allSettled([...items.values()].map(({ done }) => done)),
  };
}

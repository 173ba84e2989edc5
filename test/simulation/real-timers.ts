import { isInRealTime } from './real-time.ts';
import { type Timeline, WORLD } from './timeline.ts';

/**
 * Lets the timers of the world be those of a timeline while `work` runs. Only the time-outs of look-ups are made with them;
 * everything else asks its clock.
 */
export async function withTimersOf<T>(timeline: Timeline, work: () => Promise<T>): Promise<T> {
  const { setTimeout, clearTimeout } = globalThis;
  const timers = new Map<number, () => void>();
  let last = 0;
  const set = (call: () => void, ms = 0): number | NodeJS.Timeout => {
    if (isInRealTime()) return setTimeout(call, ms);
    last += 1;
    const id = last;
    timers.set(
      id,
      timeline.after(ms, WORLD, () => {
        timers.delete(id);
        call();
      }),
    );
    return id;
  };
  const clear = (id: unknown): void => {
    if (typeof id !== 'number') {
      clearTimeout(id as NodeJS.Timeout);
      return;
    }
    timers.get(id)?.();
    timers.delete(id);
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}

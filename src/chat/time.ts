import { setTimeout as sleep } from 'node:timers/promises';

/** In which a chat app's limits are kept: the world's time in milliseconds, and a faster one in the tests, for the app's stand-in as well. */
export interface Time {
  now(): number;
  /** Throws an AbortError when it is called off. */
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
}

export const REAL_TIME: Time = {
  now: () => performance.now(),
  pause: (ms, signal) => sleep(ms, undefined, { signal }),
};

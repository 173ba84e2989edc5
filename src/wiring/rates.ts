import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Rates } from '../ports/rates.ts';

/** More than anybody does: what is too much is for the policy to say, which may be changed while this counts. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Counts in this process's memory: after a restart everybody begins anew, which bounds a flood all the same. */
export function createRates(): Rates {
  const windows = new Map<number, RateLimiterMemory>();
  const windowOf = (ms: number): RateLimiterMemory => {
    const known = windows.get(ms) ?? new RateLimiterMemory({ points: NO_LIMIT, duration: ms / 1000 });
    windows.set(ms, known);
    return known;
  };
  return {
    async count(key, windowMs) {
      const { consumedPoints, msBeforeNext } = await windowOf(windowMs).consume(key);
      return { count: consumedPoints, endsInMs: msBeforeNext };
    },
  };
}

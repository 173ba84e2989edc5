import { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Rates } from '../../ports/rates.ts';

/** More than anybody does: what is too much is for the policy to say, which may be changed while this counts. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Counts of all instances together. While Redis is away each counts by itself, which bounds a flood all the same. */
export function createRedisRates(
  { url, prefix }: { readonly url: string; readonly prefix: string },
  told: (error: unknown) => void,
): Rates & { stop(): Promise<void> } {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 }).on('error', told);
  const windows = new Map<number, RateLimiterAbstract>();
  const windowOf = (ms: number): RateLimiterAbstract => {
    const limit = { points: NO_LIMIT, duration: ms / 1000 };
    const known =
      windows.get(ms) ??
      new RateLimiterRedis({
        ...{
          storeClient: redis,
          rejectIfRedisNotReady: true,
          keyPrefix: `{${prefix}}:rates:${ms}`,
          ...limit,
        },
        insuranceLimiter: new RateLimiterMemory(limit),
      });
    windows.set(ms, known);
    return known;
  };
  return {
    async count(key, windowMs) {
      const { consumedPoints, msBeforeNext } = await windowOf(windowMs).consume(key);
      return { count: consumedPoints, endsInMs: msBeforeNext };
    },
    stop: async () => redis.disconnect(),
  };
}

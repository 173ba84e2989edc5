import { Redis } from 'ioredis';
import type { Store } from '../../../src/ports/store.ts';
import { createRedisStore, type RedisOptions } from '../../../src/store/redis/store.ts';
import { inRealTime } from '../../simulation/real-time.ts';
import type { RedisServer } from '../../store/redis-server.ts';

/** A store on a Redis in which nothing is kept yet. */
export async function emptyRedis(server: RedisServer): Promise<Store> {
  const redis = new Redis(server.url, { protocol: 2 });
  await redis.flushall();
  redis.disconnect();
  return openRedis(server, { answerMs: PATIENT_MS });
}

/** On a busy machine its disk takes seconds; an answer that was given up is a fault that nobody ordered. */
const PATIENT_MS = 60_000;

/** Its client has real timers, whatever time it is asked in. */
export const openRedis = (
  { url }: Pick<RedisServer, 'url'>,
  more: Partial<RedisOptions> = {},
): Promise<Store> => inRealTime(() => createRedisStore({ url, ...more }));

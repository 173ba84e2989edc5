import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import type { Opened } from '../contracts/store/opened.ts';
import { storeContract } from '../contracts/store.ts';
import { NO_REDIS, type RedisServer, startRedis } from './redis-server.ts';

/** Every key with all that is in it. */
async function everythingIn(url: string, pattern: string): Promise<string> {
  const redis = new Redis(url);
  const read = {
    hash: (key: string) => redis.hgetall(key),
    zset: (key: string) => redis.zrange(key, '0', '-1'),
    string: (key: string) => redis.get(key),
  };
  try {
    const keys = await redis.keys(pattern);
    const found = keys.map(async (key) => [
      key,
      await read[(await redis.type(key)) as keyof typeof read](key),
    ]);
    return Buffer.from(JSON.stringify(await Promise.all(found))).toString('latin1');
  } finally {
    redis.disconnect();
  }
}

describe.skipIf(NO_REDIS)(`over Redis ${NO_REDIS ?? ''}`, () => {
  let server: RedisServer;
  let count = 0;
  beforeAll(async () => {
    server = await startRedis(['--appendfsync', 'everysec']);
  });
  afterAll(() => server.remove());

  storeContract('the store on Redis', async (): Promise<Opened> => {
    count += 1;
    const prefix = `test-${count}`;
    const handles: Store[] = [];
    const again = async (): Promise<Store> => {
      const store = await createRedisStore({ url: server.url, prefix, unreadable: () => undefined });
      handles.push(store);
      return store;
    };
    return {
      store: await again(),
      again,
      makeNewer: async (id) => {
        const redis = new Redis(server.url);
        await redis.hset(`{${prefix}}:kept:${id}`, 'format', '99');
        redis.disconnect();
      },
      bytes: async () => everythingIn(server.url, `{${prefix}}:*`),
      remove: async () => {
        await Promise.all(handles.map((handle) => handle.close()));
      },
    };
  });
});

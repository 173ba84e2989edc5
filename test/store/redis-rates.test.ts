import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisRates } from '../../src/store/redis/rates.ts';
import { NO_REDIS, type RedisServer, startRedis } from './redis-server.ts';

describe.skipIf(NO_REDIS)(`counts of what is done, over Redis ${NO_REDIS ?? ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());

  const HOUR = 3_600_000;

  it('are of all instances together, by key and window, and go on by themselves while Redis is away', async () => {
    const errors: unknown[] = [];
    const [one, two] = [0, 1].map(() =>
      createRedisRates({ url: server.url, prefix: 'rates' }, (error) => errors.push(error)),
    ) as [ReturnType<typeof createRedisRates>, ReturnType<typeof createRedisRates>];
    // Until the connections stand each counts for itself.
    let shared = 0;
    await expect
      .poll(
        async () => {
          const key = `riley ${shared++}`;
          await one.count(key, HOUR);
          return (await two.count(key, HOUR)).count;
        },
        { timeout: 10_000 },
      )
      .toBe(2);
    const key = 'avery';
    expect((await one.count(key, HOUR)).count).toBe(1);
    expect((await two.count(key, HOUR)).count).toBe(2);
    expect((await two.count(key, 2 * HOUR)).count).toBe(1);
    const { endsInMs } = await one.count(key, HOUR);
    expect(endsInMs).toBeGreaterThan(HOUR / 2);
    expect(endsInMs).toBeLessThanOrEqual(HOUR);
    await server.kill();
    const counted = [await one.count(key, HOUR), await one.count(key, HOUR), await one.count(key, HOUR)];
    expect(counted.at(-1)?.count).toBeGreaterThan(1);
    await one.stop();
    await two.stop();
  });
});

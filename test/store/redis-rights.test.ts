import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { later } from '../../src/flow/later.ts';
import { createRedisRates } from '../../src/store/redis/rates.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { createWakeUps } from '../../src/store/redis/wake-ups.ts';
import { NO_REDIS, startRedis } from './redis-server.ts';
import { event, minute, opened } from './samples.ts';

const clock = createClock();
const HOUR = 3_600_000;

describe.skipIf(NO_REDIS)(`the user of Redis that the documentation names ${NO_REDIS ?? ''}`, () => {
  it('may do all that Ajar does: keep, drop, be woken, and count', async () => {
    const server = await startRedis();
    const root = new Redis(server.url);
    onTestFinished(async () => {
      root.disconnect();
      await server.remove();
    });
    const rights = /ACL SETUSER ajar on >PASSWORD (.*)/.exec(await readFile('docs/redis.md', 'utf8'))?.[1];
    await root.call('ACL', 'SETUSER', 'ajar', 'on', '>PASSWORD', ...(rights ?? '').trim().split(' '));
    const url = server.url.replace('redis://', 'redis://ajar:PASSWORD@');

    const store = await createRedisStore({ url });
    await opened(store, 'aj-000001');
    await store.remember('draft', 1, minute(9));
    await store.seal();
    await store.prune(1, event('pruned'));
    expect(await store.wipe()).toBeUndefined();
    await store.close();

    const woken: string[] = [];
    const wakeUps = createWakeUps({ url, prefix: '{ajar}', clock, log: { warn: () => undefined } });
    wakeUps.start(async (id) => void woken.push(id));
    const [one, two] = [0, 1].map(() => createRedisRates({ url, prefix: 'ajar' }, () => undefined));
    onTestFinished(async () => {
      await Promise.all([wakeUps, one, two].map((each) => each?.stop()));
    });
    let shared = 0;
    await expect
      .poll(async () => {
        wakeUps.plan('aj-000001', shared, later(clock.now(), 30));
        const key = `riley ${shared++}`;
        await one?.count(key, HOUR);
        return { woken: woken.length > 0, counted: (await two?.count(key, HOUR))?.count };
      })
      .toEqual({ woken: true, counted: 2 });
    expect(await root.call('ACL', 'LOG')).toEqual([]);
  });
});

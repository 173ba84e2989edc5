import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { later } from '../../src/flow/later.ts';
import type { WakeUps } from '../../src/ports/wake-ups.ts';
import { createWakeUps } from '../../src/store/redis/wake-ups.ts';
import { NO_REDIS, type RedisServer, startRedis } from './redis-server.ts';

const clock = createClock();
const soon = (ms = 30): Date => later(clock.now(), ms);

describe.skipIf(NO_REDIS)(`wake-ups over Redis ${NO_REDIS ?? ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());

  /** An instance of Ajar, as far as it is woken. */
  function instance(prefix: string, look?: (id: string) => Promise<void>, woken: string[] = []) {
    const warned: string[] = [];
    const log = { warn: (_: object, message: string) => warned.push(message) };
    const wakeUps = createWakeUps({ url: server.url, prefix, clock, log });
    onTestFinished(() => wakeUps.stop());
    const start = (): WakeUps => {
      wakeUps.start(async (id, version) => {
        woken.push(`${id} ${version}`);
        await look?.(id);
      });
      return wakeUps;
    };
    return { wakeUps, woken, warned, start };
  }

  /** What was planned before the connection stood is lost, as it may be. */
  const planUntil = async (wakeUps: WakeUps, woken: readonly string[], id: string, version = 1) =>
    expect
      .poll(
        () => {
          wakeUps.plan(id, version, soon());
          return woken;
        },
        { timeout: 20_000, interval: 100 },
      )
      .toContain(`${id} ${version}`);

  it('call one of two instances, not before the time', async () => {
    const woken: string[] = [];
    const one = instance('{one-of-two}', undefined, woken);
    const two = instance('{one-of-two}', undefined, woken);
    one.start();
    two.start();
    await planUntil(one.wakeUps, woken, 'aj-first0');
    const due = Array.from({ length: 20 }, (_, at) => `aj-${String(at).padStart(6, '0')}`);
    for (const id of due) one.wakeUps.plan(id, 7, soon(200));
    // Due already: whoever saved it is at it.
    one.wakeUps.plan('aj-at-once', 7, soon(-1));
    const all = (): readonly string[] => woken.filter((each) => each.endsWith(' 7'));
    await expect.poll(() => all().length).toBe(due.length);
    await sleep(100);
    expect(all().toSorted()).toEqual(due.map((id) => `${id} 7`));
  });

  it('come again under the same name after a look that failed', async () => {
    let fails = true;
    const one = instance('{failed}', async () => {
      if (fails) throw new Error('the cloud is away');
    });
    one.start();
    await planUntil(one.wakeUps, one.woken, 'aj-aaaaaa');
    fails = false;
    const before = one.woken.length;
    await expect
      .poll(
        () => {
          one.wakeUps.plan('aj-aaaaaa', 1, soon());
          return one.woken.length;
        },
        { timeout: 20_000, interval: 100 },
      )
      .toBeGreaterThan(before);
  });

  it('are planned anew in a queue that was emptied', async () => {
    const one = instance('{emptied}');
    one.start();
    await planUntil(one.wakeUps, one.woken, 'aj-aaaaaa');
    one.wakeUps.plan('aj-bbbbbb', 1, soon(3_600_000));
    const redis = new Redis(server.url);
    await redis.flushall();
    redis.disconnect();
    await planUntil(one.wakeUps, one.woken, 'aj-bbbbbb');
  });

  it('are planned without waiting and without failing while Redis is away, and come when it is back', async () => {
    const one = instance('{away}');
    one.start();
    await planUntil(one.wakeUps, one.woken, 'aj-aaaaaa');
    await server.kill();
    for (let version = 1; version < 50; version += 1) one.wakeUps.plan('aj-cccccc', version, soon());
    await expect.poll(() => one.warned.length).toBe(1);
    await server.restart();
    await planUntil(one.wakeUps, one.woken, 'aj-dddddd');
  });
});

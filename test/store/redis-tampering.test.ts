import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import type { Store } from '../../src/ports/store.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { NO_REDIS, type RedisServer, startRedis } from './redis-server.ts';
import { event, minute } from './samples.ts';

const REQUEST = 'aj-000003';
const VM = '/subscriptions/s/resourcegroups/r/providers/microsoft.compute/virtualmachines/web-03';
const HIDDEN = event('refused', { at: minute(3), request: REQUEST, vms: [VM], detail: 'to be hidden' });

describe.skipIf(NO_REDIS)(`who can write to Redis ${NO_REDIS ?? ''}`, () => {
  let server: RedisServer;
  let redis: Redis;
  let store: Store;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });
  beforeEach(async () => {
    await redis.flushall();
    store = await createRedisStore({ url: server.url });
    for (const n of [1, 2]) await store.record(event('refused', { at: minute(n) }));
    await store.record(HIDDEN);
    await store.seal();
  });
  afterEach(() => store.close());

  /** How often each filter finds the event now. */
  const found = async (): Promise<readonly number[]> => {
    const filters = [{ request: REQUEST }, { vm: VM }, { since: minute(3) }];
    const answers = await Promise.all(filters.map((filter) => store.events({ ...filter, limit: 9 })));
    return answers.map((events) => events.length);
  };

  it.each([
    ['request', REQUEST, 'aj-aaaaaa'],
    ['VM', 'web-03', 'web-99'],
    ['time', minute(3).toISOString(), minute(0).toISOString()],
  ])('cannot change the %s of an event without breaking the chain, and is not answered by the old one', async (_, old, other) => {
    const bytes = (await redis.hget('{ajar}:log', '3')) ?? '';
    await redis.hset('{ajar}:log', '3', bytes.replaceAll(old, other));
    expect(await found()).toContain(0);
    expect(await verifyLog(store.log())).toMatchObject({ ok: false, seq: 3 });
  });

  it.each([
    ['its request', `{ajar}:log:of:${REQUEST}`, 0],
    ['its VM', `{ajar}:log:on:${VM}`, 1],
    ['its time', '{ajar}:log:at', 2],
  ])('can hide an event from who searches by %s, and verification says so', async (_, key, filter) => {
    expect(await store.faults?.()).toEqual([]);
    await redis.zrem(key, '3');
    expect((await found())[filter]).toBe(0);
    expect(await verifyLog(store.log())).toMatchObject({ ok: true });
    expect(await store.faults?.()).toEqual([expect.stringContaining(`${key} does not have audit event 3`)]);
    await redis.zadd(key, 1, '3');
    expect(await store.faults?.()).toHaveLength(1);
  });

  it('cannot make a filter answer what an event does not say', async () => {
    await redis.zadd('{ajar}:log:of:aj-000009', 3, '3');
    expect(await store.events({ request: 'aj-000009', limit: 9 })).toEqual([]);
  });

  it('cannot change what stands beside a line, nor take it away, unseen', async () => {
    const beside = '{ajar}:log:beside';
    const detail = (await redis.hget(beside, '3:detail')) ?? '';
    await redis.hset(beside, '3:detail', detail.replace('hidden', 'praised'));
    expect((await store.events({ request: REQUEST, limit: 9 }))[0]?.detail).toBe('(changed since)');
    expect(await verifyLog(store.log())).toMatchObject({
      ok: false,
      seq: 3,
      why: expect.stringContaining('another detail'),
    });
    await redis.hdel(beside, '3:detail');
    expect(await verifyLog(store.log())).toMatchObject({
      ok: false,
      seq: 3,
      why: expect.stringContaining('no event says'),
    });
  });

  it('cannot take an event out unseen', async () => {
    await redis.hdel('{ajar}:log', '2');
    expect(await verifyLog(store.log())).toMatchObject({ ok: false, seq: 2 });
    expect((await store.faults?.())?.[0]).toContain('says that it has 3 events, and holds 2');
    await store.record(event('refused'));
    await redis.hdel('{ajar}:log:seals', '3');
    await expect(store.seal()).rejects.toThrow('event 3 is missing');
  });

  it('cannot cut the end off by moving the counters back: nothing is written over it, and verification says so', async () => {
    await redis.hset('{ajar}:log:extent', 'last', '2');
    await expect(store.record(event('refused'))).rejects.toThrow('goes further than Redis was told');
    await expect(store.prune(1, event('pruned'))).rejects.toThrow('goes further than Redis was told');
    expect((await store.faults?.())?.[0]).toContain('says that it has 2 events, and holds 3');
    await redis.hset('{ajar}:log:extent', 'last', '3', 'sealed', '1');
    expect((await store.faults?.())?.[0]).toContain('says that 1 events are sealed, and holds 3');
  });
});

import { readFile } from 'node:fs/promises';
import { setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA } from '../../sandbox/demo/people.ts';
import { redisCheck } from '../../src/cli/redis-check.ts';
import { Conflict, type Store } from '../../src/ports/store.ts';
import { createRedisStore, type RedisOptions } from '../../src/store/redis/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { NO_REDIS, type RedisServer, startRedis } from './redis-server.ts';
import { along, cancelled, copy, event, fresh, minute, NOW, opening, pending } from './samples.ts';

let server: RedisServer;
let handles: Store[] = [];
afterEach(async () => {
  await Promise.all(handles.map((handle) => handle.close()));
  handles = [];
  await server.remove();
});

async function open(more: Partial<RedisOptions> = {}): Promise<Store> {
  const store = await createRedisStore({ url: server.url, ...more });
  handles.push(store);
  return store;
}

/** What whoever runs Redis does to it by hand. */
async function byHand<T>(work: (redis: Redis) => Promise<T>, url = server.url): Promise<T> {
  const redis = new Redis(url, { protocol: 2 });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

const failureOf = async (work: Promise<unknown>): Promise<StoreError> => {
  const error = await work.then(
    () => undefined,
    (why: unknown) => why,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
};

/** Until it is no more refused: Ajar comes back by itself. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe.skipIf(NO_REDIS)(`a Redis that goes away ${NO_REDIS ?? ''}`, () => {
  beforeEach(async () => {
    server = await startRedis();
  });

  it('fails what is asked at once, in a sentence, and is found again with all that was acknowledged', async () => {
    const store = await open();
    const stored = await store.create(fresh(pending()), along(pending(), 'asked'));
    await server.kill();
    expect((await failureOf(store.find('aj-000001'))).message).toMatch(
      /127\.0\.0\.1:\d+ (cannot be reached|did not answer)/,
    );
    await eventually(async () => {
      const { message } = await failureOf(store.record(event('refused')));
      if (!message.includes('Check that it runs and that REDIS_URL names it')) throw new StoreError(message);
    });
    await server.restart();
    expect(await eventually(() => store.find('aj-000001'))).toEqual(stored);
    expect(await store.events({ limit: 9 })).toHaveLength(1);
  });

  it('is not believed, nor written to, when it comes back without its data', async () => {
    const store = await open();
    const stored = await store.create(fresh(pending()), along(pending(), 'asked'));
    await server.kill();
    await server.restart(['--appendonly', 'no']);
    const told = await eventually(() =>
      store.list({ limit: 9 }).catch((error: Error) => {
        if (error.message.includes('has lost')) return error.message;
        throw error;
      }),
    );
    expect(told).toContain('Restore a copy of its data');
    const request = opening(stored.request);
    const late = store.save({ ...stored, request }, along(request, 'approve'));
    expect((await failureOf(late)).message).toContain('has lost');
    expect(await byHand((redis) => redis.dbsize())).toBe(0);
  });

  it('is not written to when it is emptied meanwhile', async () => {
    const store = await open();
    await byHand((redis) => redis.flushall());
    for (const work of [
      store.record(event('refused')),
      store.seal(),
      store.forget('a'),
      store.exchange('a', undefined, 1),
    ])
      await work.catch((error: Error) => expect(error.message).toContain('has lost'));
    expect(await byHand((redis) => redis.dbsize())).toBe(0);
  });

  it('is not believed for longer than a moment when it is emptied meanwhile: it would say that nothing is due', async () => {
    const store = await open();
    await store.create(fresh(pending()), along(pending(), 'asked'));
    expect(await store.due(minute(9), 9)).toHaveLength(1);
    await byHand((redis) => redis.flushall());
    for (const ask of [() => store.due(minute(9), 9), () => store.nextDue(), () => store.holders('a', 'b')])
      await expect
        .poll(() =>
          ask().then(
            () => 'believed',
            ({ message }: Error) => message,
          ),
        )
        .toContain('has lost what Ajar kept there');
  });

  it('that cannot be reached at the start is said, without user and password', async () => {
    await server.kill();
    const url = server.url.replace('//', '//ada:hunter2@');
    const error = await failureOf(createRedisStore({ url: `${url}/3` }));
    expect(error.message).toContain(`127.0.0.1:${server.port}/3 cannot be reached`);
    expect(inspect(error, { depth: 9 })).not.toMatch(/hunter2|ada:/);
  });

  it('is asked for a thousand requests at a time, however many are listed', async () => {
    const store = await open();
    const ids = Array.from({ length: 2_100 }, (_, n) => `aj-${String(n).padStart(6, '0')}`);
    await Promise.all(ids.map((id) => store.create(fresh(pending(id)), along(pending(id), 'asked'))));
    await byHand((redis) => redis.config('RESETSTAT'));
    expect(await store.list({ limit: 1_000_000 })).toHaveLength(ids.length);
    // One for the ids, and one for each thousand.
    expect(await byHand((redis) => redis.info('commandstats'))).toContain('cmdstat_exec:calls=4,');
  });

  it('that is full refuses what is new and keeps what it has', async () => {
    const store = await open();
    const stored = await store.create(fresh(pending()), along(pending(), 'asked'));
    await byHand((redis) => redis.config('SET', 'maxmemory', '1'));
    const request = opening(stored.request);
    const full = store.save({ ...stored, request }, along(request, 'approve'));
    expect((await failureOf(full)).message).toContain('is full');
    expect(await store.find('aj-000001')).toEqual(stored);
    await byHand((redis) => redis.config('SET', 'maxmemory', '0'));
    expect((await store.save({ ...stored, request }, along(request, 'approve'))).version).toBe(2);
  });

  it('that stands still is not waited for without end', async () => {
    const store = await open({ answerMs: 100 });
    await byHand((redis) => redis.call('CLIENT', 'PAUSE', '1000'));
    expect((await failureOf(store.find('aj-000001'))).message).toContain('did not answer');
  });
});

describe.skipIf(NO_REDIS)(`a Redis with TLS ${NO_REDIS ?? ''}`, () => {
  it('is spoken to where its certificate is trusted, and not otherwise', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    server = await startRedis([], { cert, key });
    expect(server.url).toMatch(/^rediss:/);
    expect((await failureOf(createRedisStore({ url: server.url }))).message).toContain('cannot be reached');
    setDefaultCACertificates([cert]);
    const store = await open();
    await store.record(event('refused'));
    expect(await store.events({ limit: 9 })).toHaveLength(1);
  });
});

describe.skipIf(NO_REDIS)(`who may enter ${NO_REDIS ?? ''}`, () => {
  beforeEach(async () => {
    server = await startRedis(['--requirepass', 'hunter2']);
  });

  it('takes user, password and database from the address, and never shows them', async () => {
    const own = server.url.replace('//', '//:hunter2@');
    await byHand(
      (redis) => redis.call('ACL', 'SETUSER', 'ada', 'on', '>s3/cr@t', '~{ajar}:*', '+@all', '-config'),
      own,
    );
    const warnings: string[] = [];
    const url = `${server.url.replace('//', `//ada:${encodeURIComponent('s3/cr@t')}@`)}/2`;
    const store = await open({ url, warn: (sentence) => warnings.push(sentence) });
    await store.record(event('refused'));
    expect(await store.events({ limit: 9 })).toHaveLength(1);
    expect(await byHand((redis) => redis.dbsize(), `${own}/2`)).toBeGreaterThan(0);
    expect(await byHand((redis) => redis.dbsize(), own)).toBe(0);
    expect(warnings).toEqual([expect.stringContaining('cannot be told: CONFIG GET is not allowed')]);
    expect(warnings.join()).not.toMatch(/s3|ada/);
  });

  it('needs no more rights than the page about Redis says', async () => {
    const own = server.url.replace('//', '//:hunter2@');
    const page = await readFile(new URL('../../docs/redis.md', import.meta.url), 'utf8');
    const [, rights = ''] = /ACL SETUSER ajar on >PASSWORD (.*)/.exec(page) ?? [];
    await byHand((redis) => redis.call('ACL', 'SETUSER', 'ajar', 'on', '>pw', ...rights.split(' ')), own);
    const warnings: string[] = [];
    const url = server.url.replace('//', '//ajar:pw@');
    const store = await open({ url, warn: (sentence) => warnings.push(sentence) });
    const { request, ...rest } = await store.create(
      fresh(pending()),
      along(pending(), 'asked', { copies: [copy('a')] }),
    );
    const ended = cancelled(request);
    await store.save({ ...rest, request: ended }, along(ended, 'cancel'));
    await store.remember('a', 1, NOW);
    expect([await store.seal(), await store.faults?.(), await store.nextDue()]).toEqual([2, [], new Date(0)]);
    await store.prune(1, event('refused'));
    expect([await store.drop(request.id), await store.forget('a'), warnings]).toEqual([true, true, []]);
  });

  it('is told when the password is wrong, without it', async () => {
    const error = await failureOf(createRedisStore({ url: server.url.replace('//', '//:letmein@') }));
    expect(error.message).toContain('did not take the user or the password');
    expect(inspect(error, { depth: 9 })).not.toContain('letmein');
    expect((await failureOf(createRedisStore({ url: server.url }))).message).toContain('password');
  });

  it('is told of a right that is missing, and the command with its values is not', async () => {
    const own = server.url.replace('//', '//:hunter2@');
    await byHand((redis) => redis.call('ACL', 'SETUSER', 'ada', 'on', '>pw', '~other:*', '+@all'), own);
    const error = await failureOf(createRedisStore({ url: server.url.replace('//', '//ada:pw@') }));
    expect(error.message).toContain('does not let the user of REDIS_URL');
    expect(inspect(error, { depth: 9 })).not.toContain('args');
  });
});

describe.skipIf(NO_REDIS)(`a Redis that would lose data ${NO_REDIS ?? ''}`, () => {
  const UNSAFE = ['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'];

  it('is refused at the start with everything that is to be set', async () => {
    server = await startRedis(UNSAFE);
    const { message } = await failureOf(createRedisStore({ url: server.url }));
    for (const part of ['appendonly yes', 'maxmemory-policy noeviction', 'AJAR_REDIS_UNSAFE=warn'])
      expect(message).toContain(part);
    expect(await byHand((redis) => redis.dbsize())).toBe(0);
  });

  it('is warned of where the setting says so', async () => {
    server = await startRedis(UNSAFE);
    const warnings: string[] = [];
    await open({ unsafe: 'warn', warn: (sentence) => warnings.push(sentence) });
    expect(warnings).toHaveLength(2);
  });

  it('is judged by what it says of itself where its configuration may not be read', async () => {
    server = await startRedis([...UNSAFE, '--rename-command', 'CONFIG', '']);
    const { message } = await failureOf(createRedisStore({ url: server.url }));
    for (const part of ['appendonly yes', 'maxmemory-policy noeviction']) expect(message).toContain(part);
  });
});

describe.skipIf(NO_REDIS)(`a Redis ${NO_REDIS ?? ''}`, () => {
  beforeEach(async () => {
    server = await startRedis();
  });

  it('without a store is none for commands that only read, and stays empty', async () => {
    const error = await failureOf(createRedisStore({ url: server.url, mustExist: true }));
    expect(error.message).toContain('There is no store at');
    expect(await byHand((redis) => redis.dbsize())).toBe(0);
  });

  it('of a newer Ajar is left alone', async () => {
    await open();
    await byHand((redis) => redis.hset('{ajar}:house', 'schema', '9'));
    const { message } = await failureOf(createRedisStore({ url: server.url }));
    expect(message).toContain('written by a newer Ajar (version 9, this program knows 1)');
  });

  it('is looked at by the doctor, before a store is there and after, and left as it is', async () => {
    const settings = { url: server.url, prefix: 'ajar', unsafe: 'refuse' } as const;
    expect(await redisCheck(settings)).toMatchObject({
      ok: true,
      found: expect.stringContaining('nothing kept yet'),
    });
    expect(await byHand((redis) => redis.dbsize())).toBe(0);
    await (await open()).record(event('refused'));
    await byHand((redis) => redis.config('SET', 'appendfsync', 'everysec'));
    expect(await redisCheck(settings)).toMatchObject({
      ok: true,
      found: expect.stringMatching(/newest event 2026-03-02T10:00:00.000Z\n.*last second/),
    });
    await byHand((redis) => redis.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    expect(await redisCheck(settings)).toMatchObject({
      ok: false,
      fix: expect.stringContaining('docs/redis.md'),
    });
    await server.kill();
    expect(await redisCheck(settings)).toMatchObject({
      ok: false,
      found: expect.stringContaining('cannot be reached'),
    });
  });

  it('keeps installations with different prefixes apart', async () => {
    const [one, other] = [await open({ prefix: 'one' }), await open({ prefix: 'other' })];
    await one.create(fresh(pending()), along(pending(), 'asked'));
    expect(await other.find('aj-000001')).toBeUndefined();
    expect(await byHand((redis) => redis.keys('*'))).toSatisfy((keys: string[]) =>
      keys.every((key) => /^\{(one|other)\}:/.test(key)),
    );
  });

  it('takes one script for each transition', async () => {
    const store = await open();
    await store.create(fresh(pending()), along(pending(), 'asked'));
    const calls = async () =>
      Number(
        /cmdstat_evalsha:calls=(\d+)/.exec(await byHand((redis) => redis.info('commandstats')))?.[1] ?? 0,
      );
    const before = await calls();
    const stored = await store.find('aj-000001');
    const request = opening(stored!.request);
    await store.save({ ...stored!, request }, along(request, 'approve'));
    expect((await calls()) - before).toBe(1);
    await expect(store.save({ ...stored!, request }, along(request, 'approve'))).rejects.toThrow(Conflict);
  });

  it('that is a cluster finds every key of a script, and of a reading, in one slot', async () => {
    await server.kill();
    await server.restart(['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf']);
    await byHand((redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383'));
    await eventually(() => open());
    const [store] = handles;
    await store!.create(fresh(pending()), along(pending(), 'asked', { copies: [copy('approval')] }));
    expect(await store!.list({ requester: ADA.id, statuses: ['pending'], limit: 9 })).toHaveLength(1);
    expect(await store!.behind(NOW, 9)).toHaveLength(1);
    expect([await store!.seal(), await store!.faults?.()]).toEqual([1, []]);
  });

  it('is asked anew by each transition after its scripts were forgotten', async () => {
    const store = await open();
    await byHand((redis) => redis.script('FLUSH'));
    await store.record(event('refused', { at: NOW }));
    expect(await store.events({ limit: 9 })).toHaveLength(1);
  });
});

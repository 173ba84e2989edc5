import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { NO_REDIS, type RedisServer, startRedis } from './redis-server.ts';
import { expectAll, type Told, writeAndKill, writeUntil } from './write-and-kill.ts';

describe.skipIf(NO_REDIS)(`over Redis ${NO_REDIS ?? ''}`, () => {
  let server: RedisServer;
  let acknowledged: Map<string, Told>;
  beforeEach(async () => {
    server = await startRedis();
    acknowledged = new Map();
  });
  afterEach(() => server.remove());

  const remember = (told: readonly Told[]): void => {
    for (const one of told) acknowledged.set(one.id, one);
  };

  /** All that was acknowledged is there, and whatever is searched by says the same as the log. */
  async function look(): Promise<void> {
    const store: Store = await createRedisStore({ url: server.url });
    await expectAll(store, acknowledged.values());
    expect(await store.faults?.()).toEqual([]);
    await store.close();
  }

  it('kill -9 of Ajar at any moment loses nothing that was acknowledged', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 2; round++) {
      remember(await writeAndKill(server.url, round, 1 + Math.floor(Math.random() * 120)));
      await look();
    }
    expect(acknowledged.size).toBeGreaterThan(1);
  });

  it('kill -9 of Redis at any moment loses nothing that was acknowledged, and ends what was under way in a sentence', {
    timeout: 120_000,
  }, async () => {
    for (let round = 0; round < 2; round++) {
      const answers = 1 + Math.floor(Math.random() * 120);
      const { told, said, signal } = await writeUntil(server.url, round, answers, () => void server.kill());
      expect([signal, said]).toEqual([
        null,
        expect.stringMatching(/StoreError: .*(did not answer|cannot be reached)/),
      ]);
      remember(told);
      await server.restart();
      await look();
    }
    expect(acknowledged.size).toBeGreaterThan(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../../src/access/request.ts';
import type { Store } from '../../../src/ports/store.ts';
import { storeInMemory } from '../../simulation/world.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../../store/redis-server.ts';
import { dieAt, dieEverywhere, PROVIDERS } from './matrix.ts';
import { emptyRedis } from './over-redis.ts';
import { STORIES } from './stories.ts';

const names = Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[];

/** Every so many-th call: all of them take half an hour. `AJAR_CRASH_EVERY=1` is every single one. */
const asked = process.env.AJAR_CRASH_EVERY;
const STORES = [
  { store: 'SQLite', every: Number(asked ?? 40), left: undefined },
  { store: 'Redis', every: Number(asked ?? 150), left: NO_REDIS },
] as const;

for (const { store, every, left } of STORES)
  describe.skipIf(left)(`over ${store} ${left ?? ''}`, () => {
    let server: RedisServer | undefined;
    beforeAll(async () => {
      if (store === 'Redis' && !left) server = await startRedis(['--appendfsync', 'everysec']);
    });
    afterAll(() => server?.remove());
    const open = (): Store | Promise<Store> => (server ? emptyRedis(server) : storeInMemory());

    const rows = STORIES.flatMap((story, at) =>
      names.map((name, provider) => ({ story, name, at, provider })),
    )
      // Over a network everything takes longer: each story with one provider, unless all is asked for.
      .filter(({ at, provider }) => store === 'SQLite' || asked !== undefined || at % 3 === provider);

    it.each(rows)('a request that $story.name keeps what must hold wherever its process dies ($name)', {
      timeout: 3_600_000,
    }, async ({ story, name, at, provider }) => {
      // Other calls for each story and provider, so that neighbours among the calls are all met.
      const first = 1 + ((5 * at + 8 * provider) % every);
      for await (const { violations, ...death } of dieEverywhere(
        ...([story, PROVIDERS[name], { first, every }, open] as const),
      )) {
        if (violations.length > 0) console.error(death.trace.join('\n'));
        expect(violations, `died at call ${death.call}, ${death.at}`).toEqual([]);
      }
    });
  });

it('every step of the table is taken in one of these stories', { timeout: 120_000 }, async () => {
  const kinds = new Set<string>();
  for (const story of STORIES) {
    const lived = await dieAt(story, PROVIDERS.defender, { call: Number.POSITIVE_INFINITY, when: 'after' });
    expect(lived).toMatchObject({ at: undefined, violations: [] });
    for (const kind of lived.kinds) kinds.add(kind);
  }
  const steps = Object.values(STEPS).flatMap((each) => Object.keys(each));
  expect(steps.filter((step) => !kinds.has(step))).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { LIMITS } from '../../src/flow/deps.ts';
import { createFlow } from '../../src/flow/flow.ts';
import type { Provider } from '../../src/ports/provider.ts';
import { createRedisStore } from '../../src/store/redis/store.ts';
import { createWakeUps } from '../../src/store/redis/wake-ups.ts';
import { wakingStore } from '../../src/store/waking.ts';
import { createStoryClock } from '../fakes/clock.ts';
import { createFakeCloud } from '../fakes/cloud.ts';
import { createWorld, POLICY, UNHURRIED, VMS } from '../fakes/world.ts';
import { NO_REDIS, type RedisServer, startRedis } from '../store/redis-server.ts';

const ASKED = 6;
const FACTOR = 60;
const WITHIN = { timeout: 50_000, interval: 200 };

describe.skipIf(NO_REDIS)(`two instances on one Redis ${NO_REDIS ?? ''}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());

  /** Two instances of one world: one cloud, one chat, one store, each with its own connections and its own clockwork. */
  async function pair(prefix: string) {
    const world = createWorld({ policy: `${UNHURRIED}${POLICY}` });
    const clock = createStoryClock(FACTOR);
    const cloud = createFakeCloud([...VMS], clock.now);
    const { nudge: _, ...deps } = world.runner.deps;
    const warnings: string[] = [];
    const instance = async () => {
      const deeds: string[] = [];
      const opened = await createRedisStore({ url: server.url, prefix });
      const log = { ...deps.log, warn: (_facts: object, message: string) => warnings.push(message) };
      const wakeUps = createWakeUps({ url: server.url, prefix: `{${prefix}}`, clock, log });
      const store = wakingStore(opened, wakeUps);
      const watched = (provider: Provider): Provider => ({
        ...provider,
        open: (order) => {
          deeds.push(`open ${order.request}`);
          return provider.open(order);
        },
        close: (order, kept) => {
          deeds.push(`close ${order.request}`);
          return provider.close(order, kept);
        },
      });
      const { defender, nsg, 'azure-firewall': firewall } = cloud.providers;
      const providers = {
        defender: watched(defender),
        nsg: watched(nsg),
        'azure-firewall': watched(firewall),
      };
      const runner = createRunner(
        { ...deps, limits: LIMITS, store, clock, log, providers, inventory: cloud.inventory },
        wakeUps,
      );
      let ended = false;
      const end = async (): Promise<void> => {
        if (ended) return;
        ended = true;
        await runner.stop();
        await opened.close();
      };
      onTestFinished(end);
      return { store, runner, deeds, end, flow: createFlow(runner.deps) };
    };
    return { world, cloud, clock, warnings, one: await instance(), two: await instance() };
  }

  type Pair = Awaited<ReturnType<typeof pair>>;

  const askFor = async ({ world, one }: Pair, minutes: number): Promise<void> => {
    for (let n = 1; n <= ASKED; n += 1)
      await one.flow.said({
        ...{ key: `ask-${n}`, person: RILEY, place: world.stage.room(RILEY.id) },
        text: `open 22 on web-01 for ${minutes}m from 203.0.113.${n} because INC-${n}`,
      });
  };

  const statuses = async ({ two }: Pair): Promise<readonly string[]> =>
    (await two.store.list({ limit: 100 })).map(({ request }) => request.status);

  const openings = async ({ two }: Pair): Promise<number> =>
    (await two.store.events({ limit: 1_000 })).filter(({ kind }) => kind === 'opened').length;

  it('share the work, send nothing twice, and both close what is due', async () => {
    const both = await pair('both');
    both.one.runner.start();
    both.two.runner.start();
    await askFor(both, 10);
    await expect.poll(() => statuses(both), WITHIN).toEqual(Array(ASKED).fill('closed'));
    expect(await openings(both)).toBe(ASKED);
    expect(both.cloud.open()).toEqual([]);
    expect(both.cloud.sent).toHaveLength(new Set(both.cloud.sent).size);
    expect(both.world.errors).toEqual([]);
    for (const { deeds } of [both.one, both.two]) expect(deeds.length).toBeGreaterThan(0);
  });

  it('go on alone when the other is gone', async () => {
    const both = await pair('alone');
    both.one.runner.start();
    both.two.runner.start();
    await askFor(both, 20);
    await expect.poll(() => openings(both), WITHIN).toBe(ASKED);
    await both.one.end();
    await expect.poll(() => statuses(both), WITHIN).toEqual(Array(ASKED).fill('closed'));
    expect(both.cloud.open()).toEqual([]);
  });
});

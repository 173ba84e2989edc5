import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyLog } from '../../src/audit/verify.ts';
import type { Store } from '../../src/ports/store.ts';
import { startInstance } from '../simulation/instance.ts';
import { inRealTime } from '../simulation/real-time.ts';
import { rest } from '../simulation/simulate.ts';
import { NO_REDIS, type RedisServer } from '../store/redis-server.ts';
import { openRedis } from './crash/over-redis.ts';
import { ANNA, type Deed, ED, EVA, presses, says } from './crash/stories.ts';
import { backAgain, type City, inCity, snapshot } from './redis-city.ts';
import { type SlowRedis, seenBy, slowWayTo } from './slow-redis.ts';

const FROM = 'from 203.0.113.7 because INC-1';
/** Of a rule of Ajar's own, which nobody but Ajar closes. */
const opens = (who: typeof ED, vm: string, minutes: number): Deed =>
  says(who, `open 8080 on ${vm} for ${minutes}m ${FROM}`);
const approves = presses(ANNA, 'approve', 'approval');

async function atRest({ world, to }: City): Promise<void> {
  await rest(world, to);
  expect(world.watch.violations, world.trace.slice(-60).join('\n')).toEqual([]);
  expect(world.cloud.open()).toEqual([]);
}

const byHand = (server: RedisServer, name: string, ...values: readonly string[]): Promise<unknown> =>
  inRealTime(async () => {
    const redis = new Redis(server.url, { protocol: 2 });
    const answer = await redis.call(name, ...values);
    redis.disconnect();
    return answer;
  });

const status = ({ world }: City, id: string): string | undefined =>
  world.watch.records.last.get(id)?.request.status;

const kindsIn = async (store: Store): Promise<readonly string[]> =>
  (await store.events({ limit: 1_000 })).map(({ kind }) => kind);

/**
 * The limit begins before what makes an answer late, in one process: a late answer misses it however busy the machine is. One
 * that misses it only because the machine is busy is one more that is lost, which is nothing else.
 */
const LATE = { answers: 4, limitMs: 500, ms: 700 };

const LONG = { timeout: 120_000 };

describe.skipIf(NO_REDIS)(`a Redis that fails under two processes ${NO_REDIS ?? ''}`, () => {
  it(
    'is killed (-9) and started again: nothing is opened meanwhile, and what ended is closed at once',
    LONG,
    () =>
      inCity(async (city) => {
        const { pass, world, server, to } = city;
        await pass(5, opens(ED, 'dev-1', 1));
        await pass(20, opens(EVA, 'prod-2', 1));
        expect(world.cloud.open()).toHaveLength(1);
        const sent = world.cloud.initiated;
        await city.without(async () => {
          // Somewhere in the middle of what the processes ask of it.
          await Promise.all([server.kill(), pass(5, approves)]);
          await pass(90, opens(ED, 'dev-1', 1));
          expect([world.cloud.initiated, world.cloud.open().length]).toEqual([sent, 1]);
          await server.restart();
          await backAgain(world);
        });
        await pass(45);
        expect(world.cloud.open()).toEqual([]);
        expect(to.all.every(({ answer }) => answer !== undefined)).toBe(true);
        await atRest(city);
      }),
  );

  it(
    'comes back without its data: that is said, nothing is opened, and an Ajar started anew finds what is open',
    LONG,
    () =>
      inCity(async (city) => {
        const { pass, world, server } = city;
        await pass(20, opens(ED, 'dev-1', 2));
        await pass(8, opens(EVA, 'prod-2', 1));
        const sent = world.cloud.initiated;
        await city.without(async () => {
          await server.kill();
          await server.restart(['--appenddirname', 'empty']);
          await expect(backAgain(world)).rejects.toThrow('has lost what Ajar kept there');
          await pass(30, approves);
          expect([world.cloud.initiated, world.cloud.open().length]).toEqual([sent, 1]);
          expect(world.trace.join('\n')).toContain('has lost what Ajar kept there');
          expect(await byHand(server, 'DBSIZE')).toBe(0);
          for (const { life } of world.instances.splice(0)) life.alive = false;
          const store = await openRedis(server);
          onTestFinished(() => store.close());
          Object.assign(world, { store });
          world.instances.push(startInstance(world, 'c'));
          await pass(12 * 60);
          expect([world.cloud.initiated, world.cloud.open(), world.watch.violations]).toEqual([sent, [], []]);
          expect(await kindsIn(store)).toContain('drift');
          expect(await verifyLog(store.log())).toMatchObject({ ok: true });
        });
      }),
  );

  describe('fails over and loses its last writes', () => {
    const lose = async (city: City, what: () => Promise<void>): Promise<void> => {
      const back = await snapshot(city);
      await what();
      await city.without(back);
    };

    it('an approval and its opening: what is open is nobody’s then, and is closed', LONG, () =>
      inCity(async (city) => {
        const { pass, world } = city;
        await pass(8, opens(ED, 'prod-2', 5));
        await lose(city, () => pass(20, approves));
        expect([status(city, 'aj-000001'), world.cloud.open().length]).toEqual(['pending', 1]);
        await pass(11 * 60);
        expect(world.cloud.open()).toEqual([]);
        expect(await kindsIn(world.store)).toContain('drift');
        await atRest(city);
        expect(world.cloud.initiated).toBe(1);
      }),
    );

    it('and is approved once more: nothing is sent twice', LONG, () =>
      inCity(async (city) => {
        const { pass, world } = city;
        await pass(8, opens(ED, 'prod-2', 2));
        await lose(city, () => pass(20, approves));
        await pass(40, approves);
        expect([status(city, 'aj-000001'), world.cloud.initiated]).toEqual(['open', 1]);
        await atRest(city);
      }),
    );

    it('the whole request: it is closed once its end has passed', LONG, () =>
      inCity(async (city) => {
        const { pass, world } = city;
        await pass(5, says(ED, 'help'));
        await lose(city, () => pass(20, opens(ED, 'dev-1', 1)));
        expect([status(city, 'aj-000001'), world.cloud.open().length]).toEqual([undefined, 1]);
        await city.without(() => pass(10 * 60));
        expect(world.cloud.open()).toEqual([]);
        await atRest(city);
      }),
    );

    it('a closing: it is found gone, and never opened again', LONG, () =>
      inCity(async (city) => {
        const { pass, world } = city;
        await pass(20, opens(ED, 'dev-1', 3));
        await lose(city, () => pass(20, presses(ED, 'close', 'request')));
        expect([status(city, 'aj-000001'), world.cloud.open()]).toEqual(['open', []]);
        await atRest(city);
        expect([status(city, 'aj-000001'), world.cloud.initiated]).toEqual(['closed', 1]);
      }),
    );
  });

  it(
    'answers some of what it did too late: nothing is sent twice or forgotten, and everybody is answered',
    LONG,
    async () => {
      const ways: SlowRedis[] = [];
      await inCity(
        async (city) => {
          const { pass, world, to } = city;
          const [way] = ways as [SlowRedis];
          world.watch.records.struck.add('store');
          for (let round = 0; round < 4; round += 1) {
            await pass(2, opens(ED, 'dev-1', 1));
            way.storm(LATE.answers);
            await pass(15);
            await pass(5, opens(EVA, 'prod-2', 1));
            await pass(15, approves);
            await pass(10, presses(ED, 'close', 'request'));
          }
          await pass(60);
          expect(way.late()).toBeGreaterThan(LATE.answers);
          await atRest(city);
          expect(to.all.filter(({ answer }) => answer === undefined)).toEqual([]);
          expect(world.cloud.initiated).toBe(world.cloud.entries.size);
          expect(world.cloud.initiated).toBeGreaterThan(0);
          for (const { request, version } of world.watch.records.last.values())
            expect(await inRealTime(() => world.store.find(request.id))).toMatchObject({ version });
        },
        async (server) => {
          const way = await slowWayTo(server.port, LATE.ms);
          onTestFinished(() => way.close());
          ways.push(way);
          const direct = await openRedis(server);
          onTestFinished(() => direct.close());
          return seenBy(direct, await openRedis(way, { answerMs: LATE.limitMs }));
        },
      );
    },
  );

  it(
    'is full: nothing is opened that could not be saved, and what ended is closed as soon as there is room',
    LONG,
    () =>
      inCity(async (city) => {
        const { pass, world, server } = city;
        await pass(20, opens(ED, 'dev-1', 1));
        await pass(8, opens(EVA, 'prod-2', 1));
        const sent = world.cloud.initiated;
        await city.without(async () => {
          await byHand(server, 'CONFIG', 'SET', 'maxmemory', '1');
          await pass(60, approves);
          expect([world.cloud.initiated, status(city, 'aj-000002')]).toEqual([sent, 'pending']);
          expect(world.trace.join('\n')).toContain('is full (maxmemory)');
          await byHand(server, 'CONFIG', 'SET', 'maxmemory', '0');
        });
        await pass(50);
        expect(world.cloud.open()).toEqual([]);
        await atRest(city);
      }),
  );
});

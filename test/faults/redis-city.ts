import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { StoreError } from '../../src/store/store-error.ts';
import { createDeliveries, type Deliveries } from '../simulation/deliveries.ts';
import { startInstance } from '../simulation/instance.ts';
import { inRealTime } from '../simulation/real-time.ts';
import { withTimersOf } from '../simulation/real-timers.ts';
import { run } from '../simulation/simulate.ts';
import { createWorld, type World } from '../simulation/world.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import { openRedis } from './crash/over-redis.ts';
import type { Deed } from './crash/stories.ts';

/** Two processes of the simulation over a real Redis, to which things are done. */
export interface City {
  readonly server: RedisServer;
  readonly world: World;
  readonly to: Deliveries;
  /** So many seconds of the world's time, with this at their beginning. */
  pass(seconds: number, deed?: Deed): Promise<void>;
  /** Redis cannot be counted on while this is done. */
  without(deed: () => Promise<void>): Promise<void>;
}

export async function inCity(
  story: (city: City) => Promise<void>,
  open: (server: RedisServer) => ReturnType<typeof openRedis> = openRedis,
): Promise<void> {
  const server = await startRedis();
  onTestFinished(() => server.remove());
  const world = createWorld(7, await open(server));
  const to = createDeliveries(world);
  try {
    await withTimersOf(world.timeline, async () => {
      for (const name of ['a', 'b']) world.instances.push(startInstance(world, name));
      await story({ server, world, to, pass: passing(world, to), without: hindering(world) });
    });
  } finally {
    for (const { life } of world.instances) life.alive = false;
    await world.close();
  }
}

const passing =
  (world: World, to: Deliveries): City['pass'] =>
  async (seconds, deed) => {
    deed?.(world, to);
    await run(world, world.timeline.now() + seconds * 1_000);
  };

const hindering =
  ({ weather, watch: { records }, timeline }: World): City['without'] =>
  async (deed) => {
    weather.store.away = true;
    records.struck.add('store');
    await deed();
    weather.store.away = false;
    records.lastHindered = timeline.now();
  };

/** Until the processes' own connection is there again; it comes back by itself. */
export const backAgain = ({ store }: World): Promise<void> =>
  inRealTime(async () => {
    for (;;) {
      try {
        await store.find('aj-000001');
        return;
      } catch (error) {
        if (!(error instanceof StoreError) || error.message.includes('has lost')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  });

/** What Redis has at this moment; answers how it comes to have only that again, as after a failover that loses the last writes. */
export async function snapshot({ server, world }: City): Promise<() => Promise<void>> {
  const [kept, copy] = ['appendonlydir', 'copy'].map((name) => path.join(server.folder, name)) as [
    string,
    string,
  ];
  const { records } = world.watch;
  await cp(kept, copy, { recursive: true });
  const [last, steps, acted] = [new Map(records.last), new Map(records.steps), new Map(records.acted)];
  return async () => {
    await server.kill();
    await rm(kept, { recursive: true });
    await cp(copy, kept, { recursive: true });
    await server.restart();
    Object.assign(records, { last, steps, acted, lastLoss: world.timeline.now() });
    await backAgain(world);
  };
}

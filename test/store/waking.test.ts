import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import type { WakeUps } from '../../src/ports/wake-ups.ts';
import { wakingStore } from '../../src/store/waking.ts';
import { createHandClock } from '../fakes/clock.ts';
import { createWorld } from '../fakes/world.ts';

type Planned = readonly [id: string, version: number, at: Date];

it('plans a wake-up for each version that was saved, at the instant that it says, and none once it is ended', async () => {
  const world = createWorld();
  const planned: Planned[] = [];
  const store = wakingStore(world.store, { plan: (...all) => planned.push(all) });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7 because INC-1');
  const [stored] = await store.list({ limit: 1 });
  if (!stored) throw new Error('nothing was asked');
  expect(planned).toEqual([]);
  const held = await store.release({
    ...stored,
    work: { attempt: 1, dueAt: new Date('2030-01-01T00:00:00Z') },
  });
  expect(planned).toEqual([[stored.request.id, held.version, new Date('2030-01-01T00:00:00Z')]]);
  await expect(store.release(stored)).rejects.toThrow();
  expect(planned).toHaveLength(1);
  const lease = {
    attempt: 2,
    dueAt: new Date('2030-01-01T00:00:00Z'),
    leaseUntil: new Date('2030-01-01T00:01:00Z'),
  };
  await store.lease({ ...held, work: lease }, world.clock.now());
  expect(planned.at(-1)?.[2]).toEqual(lease.leaseUntil);
});

it('a wake-up looks at the version that it is about, and at no other', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7 because INC-1');
  const [stored] = await world.store.list({ limit: 1 });
  if (!stored) throw new Error('nothing was asked');
  const { look, runner } = woken(world);
  // It lapses by the clock alone; the runner's own clock stands still, so that nothing else looks.
  world.clock.pass(24 * 3_600_000);
  await look(stored.request.id, stored.version - 1);
  expect((await world.store.find(stored.request.id))?.request.status).toBe('pending');
  await look(stored.request.id, stored.version);
  expect((await world.store.find(stored.request.id))?.request.status).toBe('lapsed');
  await look('aj-000000', 1);
  await runner.stop();
});

function woken(world: ReturnType<typeof createWorld>) {
  let called: Parameters<WakeUps['start']>[0] | undefined;
  const { nudge: _, ...deps } = world.runner.deps;
  const still = { ...createHandClock(), now: world.clock.now };
  const runner = createRunner(
    { ...deps, clock: still },
    {
      start: (look) => {
        called = look;
      },
      stop: async () => undefined,
    },
  );
  runner.start();
  if (!called) throw new Error('the runner did not start the wake-ups');
  return { runner, look: called };
}

import { expect, it } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { createWorld } from '../fakes/world.ts';
import { along, copy, fresh, pending } from '../store/samples.ts';

it.each([
  'due',
  'nextDue',
  'behind',
  'seal',
] as const)('H8: the clockwork goes on after the store failed at "%s"', async (call) => {
  const world = createWorld();
  await world.store.create(fresh(pending()), along(pending(), 'asked', { copies: [copy('request')] }));
  let calls = 0;
  const failing = {
    ...world.store,
    [call]: () => {
      calls += 1;
      throw new Error('disk full');
    },
  };
  const { nudge: _nudge, ...deps } = world.runner.deps;
  const runner = createRunner({ ...deps, store: failing, clock: createClock() });
  runner.start();
  await expect.poll(() => calls).toBeGreaterThan(1);
  await runner.stop();
});

it('H8: what becomes due while the clockwork looks is looked at right after', async () => {
  const world = createWorld();
  let looks = 0;
  let goOn = (): void => {};
  const looking = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow = {
    ...world.store,
    seal: async () => {
      looks += 1;
      if (looks === 1) await looking;
      return 0;
    },
  };
  const clock = createClock();
  const runner = createRunner({ ...world.runner.deps, store: slow, clock });
  runner.start();
  await expect.poll(() => looks).toBe(1);
  runner.deps.nudge();
  // The alarm rings while the first look is held up.
  await new Promise((resolve) =>
    clock.wakeAt(new Date(clock.now().getTime() + 50), () => resolve(undefined)),
  );
  goOn();
  await expect.poll(() => looks).toBe(2);
  await runner.stop();
});

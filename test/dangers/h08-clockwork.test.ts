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
  await expect.poll(() => calls, { timeout: 10_000 }).toBeGreaterThan(1);
  await runner.stop();
});

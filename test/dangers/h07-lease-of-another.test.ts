import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { carryOut } from '../../src/flow/deeds/carry-out.ts';
import { later } from '../../src/flow/later.ts';
import { createWorld } from '../fakes/world.ts';

it('H7: whoever takes a step beside the deed of another process leaves that its lease', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  const seen = await world.store.find('aj-000001');
  if (seen?.request.status !== 'open') throw new Error('It did not open.');
  world.clock.pass(seen.request.until.getTime() - world.clock.now().getTime() - 1);
  const leaseUntil = later(world.clock.now(), 30_000);
  const work = { attempt: 1, dueAt: leaseUntil, leaseUntil };
  await world.store.lease({ ...seen, work }, world.clock.now());
  world.clock.pass(2);
  await carryOut(world.runner.deps, seen); // it was found due before it was leased
  expect(await world.store.find('aj-000001')).toMatchObject({
    request: { status: 'closing' },
    work: { leaseUntil },
  });
});

import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

const HOUR = 3_600_000;

it('H9: closing one holder of a VM, port and source leaves the other’s access alone; the last one shuts it', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  await world.say(AVERY, 'ssh on web-01 for 3h from 203.0.113.7');
  await world.opened();
  await world.say(RILEY, 'close aj-000001');
  await world.pass(60_000, 5_000);
  expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
  expect(world.cloud.open()).toEqual(['22/tcp web-01 203.0.113.7/32']);
  expect(await world.request('aj-000002')).toMatchObject({ status: 'open' });
  await world.pass(3 * HOUR);
  expect(world.cloud.open()).toEqual([]);
});

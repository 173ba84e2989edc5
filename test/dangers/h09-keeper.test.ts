import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

it('H9: a rule is not left to a neighbour that is only being opened and may never come to hold it', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  world.cloud.weather.neverOpens = true;
  await world.say(AVERY, 'ssh on web-01 for 3h from 203.0.113.7');
  await world.say(RILEY, 'close aj-000001');
  await world.settle();
  expect(await world.request('aj-000001')).toMatchObject({ status: 'closing' });
  await world.pass(3 * 60_000, 5_000);
  expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
  expect(world.cloud.open()).toEqual([]);
});

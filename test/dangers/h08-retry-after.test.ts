import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';

const HOUR = 3_600_000;

it.each([
  6 * HOUR,
  Number.MAX_VALUE,
])('H8: a cloud that says to come again in %d ms does not keep a port open', async (retryAfterMs) => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  world.cloud.weather.down = new CloudError('busy', 'Azure is throttling.', { retryAfterMs });
  await world.pass(HOUR + 60_000);
  await world.pass(60_000, 5_000);
  delete world.cloud.weather.down;
  world.cloud.weather.stays = true; // Azure itself forgets to expire it
  await world.pass(6 * 60_000, 20_000);
  expect(world.cloud.open()).toEqual([]);
  expect(await world.request()).toMatchObject({ status: 'closed' });
});

it('H8: a deed that fails in an unforeseen way is tried again each time later, not without rest', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  let tries = 0;
  Object.assign(world.store, {
    lease: async () => {
      tries += 1;
      throw new TypeError('unforeseen');
    },
  });
  await world.say(RILEY, "I'm done with web-01");
  await world.settle(20);
  expect(tries).toBeLessThan(3);
});

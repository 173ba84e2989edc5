import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createRunner } from '../../src/flow/deeds/run.ts';
import { LIMITS } from '../../src/flow/deps.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';

const HOUR = 3_600_000;

it('H8: what is open is closed at its end by another process that never saw it opened', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  expect(world.cloud.open()).toHaveLength(1);
  world.cloud.weather.locked = true; // Azure does not expire it by itself
  world.clock.pass(HOUR);
  world.cloud.weather.locked = false;
  const { nudge: _nudge, ...deps } = world.runner.deps;
  const reborn = createRunner({ ...deps, limits: LIMITS });
  for (let round = 0; round < 4; round += 1) await reborn.sweep();
  expect(world.cloud.open()).toEqual([]);
  expect(await world.request()).toMatchObject({ status: 'closed' });
});

it('H8: a request whose work fails in an unforeseen way does not delay another', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.say(RILEY, 'ssh on web-02 for 1h from 203.0.113.7');
  await world.opened();
  const { close } = world.cloud.provider;
  Object.assign(world.cloud.provider, {
    close: (...[order, keep]: Parameters<typeof close>) => {
      if (order.request === 'aj-000001') throw new TypeError('unforeseen');
      return close(order, keep);
    },
  });
  await world.pass(HOUR + 60_000);
  expect(await world.request('aj-000001')).toMatchObject({ status: 'closing' });
  expect(await world.request('aj-000002')).toMatchObject({ status: 'closed' });
  expect(world.errors.join()).toContain('unforeseen');
});

it('H8: failing to close is retried for ever, and said at the first failure, at a new reason and every hour', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  world.cloud.weather.down = new CloudError('broken', 'Azure does not answer.');
  await world.pass(HOUR + 40 * 60_000, 20_000);
  const failures = async () => (await world.audit()).filter((line) => line.includes('closeFailed')).length;
  expect(await failures()).toBe(1);
  world.cloud.weather.down = new CloudError('denied', 'A lock stops it.');
  await world.pass(20 * 60_000, 20_000);
  expect(await failures()).toBe(2);
  await world.pass(HOUR, 20_000);
  expect(await failures()).toBe(3);
  expect(world.card('alert', RILEY)?.card).toMatchObject({
    sentence: expect.stringContaining('A lock stops it.'),
  });
  delete world.cloud.weather.down;
  await world.pass(6 * 60_000, 20_000);
  expect(world.cloud.open()).toEqual([]);
  expect(await world.request()).toMatchObject({ status: 'closed' });
});

import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { createWorld } from '../fakes/world.ts';

const HOUR = 3_600_000;

it('H8: closing does not wait for a neighbour behind the same rule whose record cannot be read', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.say(AVERY, 'ssh on web-01 for 3h from 203.0.113.9');
  await world.opened();
  const find = world.store.find.bind(world.store);
  Object.assign(world.store, {
    find: async (id: string) => {
      if (id === 'aj-000002') throw new StoreError('aj-000002 cannot be read.');
      return find(id);
    },
  });
  await world.say(RILEY, 'close aj-000001');
  await world.pass(60_000, 5_000);
  expect(world.cloud.open()).toEqual([expect.stringContaining('203.0.113.9')]);
  expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
});

it('H8: a check that fails in an unforeseen way gives its lease back, so that a neighbour is closed in time', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.say(AVERY, 'ssh on web-01 for 3h from 203.0.113.9');
  await world.opened();
  Object.assign(world.cloud.inventory, {
    fresh: async () => {
      throw new TypeError('unforeseen');
    },
  });
  Object.assign(world.cloud.provider, {
    read: () => {
      throw new TypeError('unforeseen');
    },
  });
  await world.pass(62_000, 2_000);
  for (const id of ['aj-000001', 'aj-000002'])
    expect((await world.store.find(id))?.work.leaseUntil, id).toBeUndefined();
  await world.pass(HOUR + 90_000, 5_000);
  expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
  expect(await world.request('aj-000002')).toMatchObject({ status: 'open' });
});

import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { claim } from '../../src/flow/cards/claim.ts';
import { draw } from '../../src/flow/cards/draw.ts';
import { createWorld } from '../fakes/world.ts';

it('whoever finds a card claimed writes nothing over what was reported of it meanwhile', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  const { store } = world;
  const read = (await store.copies('aj-000001')).find(({ slot }) => slot === 'request');
  if (!read) throw new Error('There is no card.');
  // Another process is at it, and is done before this one says that it waits.
  const exchange: typeof store.exchange = async () => {
    await store.drew({ ...read, hash: 'of what is shown now' });
    return false;
  };
  await draw({ ...world.runner.deps, store: { ...store, exchange } }, read);
  const known = (await store.copies('aj-000001')).find(({ slot }) => slot === 'request');
  expect(known).toEqual({ ...read, hash: 'of what is shown now' });
});

it('whoever was too slow with a card leaves the claim of the one who took it over', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
  await world.opened();
  const { deps } = world.runner;
  const [copy] = await world.store.copies('aj-000001');
  if (!copy) throw new Error('There is no card.');
  const slow = await claim(deps, copy);
  world.clock.pass(2 * deps.limits.leaseMs);
  const next = await claim(deps, copy);
  expect(next).toBeDefined();
  await slow?.release();
  expect(await claim(deps, copy)).toBeUndefined();
  await next?.release();
  expect(await claim(deps, copy)).toBeDefined();
});

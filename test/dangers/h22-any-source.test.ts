import { expect, it } from 'vitest';
import { RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

it('H22: an ask without a source becomes a question, never a request', async () => {
  const world = createWorld();
  await world.say(RILEY, 'ssh on web-01 for 1h');
  expect(world.card('draft', RILEY)).toBeDefined();
  expect(await world.store.list({ limit: 10 })).toEqual([]);
});

it.each([
  '0.0.0.0/0',
  '::/0',
  'anywhere',
])('H22: from %s is refused unless a rule says otherwise', async (source) => {
  const world = createWorld();
  await world.say(RILEY, `ssh on web-01 for 1h from ${source}`);
  expect(world.card('refusal', RILEY)).toBeDefined();
  expect(await world.store.list({ limit: 10 })).toEqual([]);
});

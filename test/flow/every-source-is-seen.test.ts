import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { factsOf } from '../../src/chat/facts.ts';
import { createWorld } from '../fakes/world.ts';

const addresses = (count: number): string =>
  Array.from({ length: count }, (_, at) => `203.0.113.${at + 1}`).join(' and ');

it('an approver sees every source that a request names, however many', async () => {
  const world = createWorld();
  await world.say(RILEY, `open 3389 on vm-prod-01 for 2h from ${addresses(19)} and 11.0.0.0/8`);
  await world.settle();
  const card = world.card('approval', AVERY)?.card;
  expect(card && factsOf(card)).toMatchObject({
    source: expect.stringMatching(/203\.0\.113\.19 and 11\.0\.0\.0\/8$/),
  });
});

it('more sources than an approver could be shown are refused', async () => {
  const world = createWorld();
  await world.say(RILEY, `open 3389 on vm-prod-01 for 2h from ${addresses(20)} and 11.0.0.0/8`);
  await world.settle();
  expect(world.told(RILEY)).toContain('20 sources');
  expect(await world.store.list({ limit: 5 })).toEqual([]);
});

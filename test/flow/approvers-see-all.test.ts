import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { AT_MOST } from '../../src/access/at-most.ts';
import { factsOf } from '../../src/chat/facts.ts';
import { createDraw } from '../../src/chat/slack/draw.ts';
import { createDraw as createTeamsDraw } from '../../src/chat/teams/draw.ts';
import { sampleFacts, sampleGrant, sampleRequest } from '../contracts/sample-cards.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld } from '../fakes/world.ts';

const addresses = (count: number): string =>
  Array.from({ length: count }, (_, at) => `203.0.113.${at + 1}`).join(' and ');

it('an approver sees every source that a request names, however many', async () => {
  const world = createWorld();
  await world.say(RILEY, `open 3389 on vm-prod-01 for 2h from ${addresses(39)} and 11.0.0.0/8`);
  await world.settle();
  const card = world.card('approval', AVERY)?.card;
  expect(card && factsOf(card)).toMatchObject({
    source: expect.stringMatching(/203\.0\.113\.39 and 11\.0\.0\.0\/8$/),
  });
});

it('more sources than an approver could be shown are refused', async () => {
  const world = createWorld();
  await world.say(RILEY, `open 3389 on vm-prod-01 for 2h from ${addresses(40)} and 11.0.0.0/8`);
  await world.settle();
  expect(world.told(RILEY)).toContain('40 sources');
  expect(await world.store.list({ limit: 5 })).toEqual([]);
});

const vmsCalled = (length: number) =>
  Array.from({ length: 20 }, (_, at) =>
    vmOf(`vm-${at + 10}-`.padEnd(length, 'a'), [22], {
      tags: { env: 'prod' },
      resourceGroup: 'rg-production-westeurope',
    }),
  );

it.each([
  20, 40, 60,
])('an approver in Slack sees all of twenty VMs whose names have %i characters, whatever else is said', async (length) => {
  const world = createWorld();
  const vms = vmsCalled(length);
  world.cloud.vms.push(...vms);
  await world.say(RILEY, `open 22 on ${vms.map(({ name }) => name).join(', ')} for 1h from 203.0.113.7`);
  await world.settle();
  const card = world.card('approval', AVERY)?.card;
  if (card?.card !== 'approval') throw new Error('There is no card.');
  const remarks = Array.from(
    { length: 6 },
    (_, at) => `Somebody ${at} has ${'22/tcp on web-01, '.repeat(40)} open too.`,
  );
  const drawn = JSON.stringify(createDraw()({ ...card, facts: { ...card.facts, remarks } }, false));
  expect(vms.filter(({ name }) => !drawn.includes(name))).toEqual([]);
});

it('twenty VMs of names that no card holds are refused', async () => {
  const world = createWorld();
  const vms = vmsCalled(64);
  world.cloud.vms.push(...vms);
  await world.say(RILEY, `open 22 on ${vms.map(({ name }) => name).join(', ')} for 1h from 203.0.113.7`);
  await world.settle();
  expect(world.told(RILEY)).toContain('Ask in parts');
});

it.each([
  ['Slack', createDraw()],
  ['Teams', createTeamsDraw()],
] as const)('an approver in %s sees all of as many sources as a request takes, however long', (_, draw) => {
  const sources = Array.from(
    { length: AT_MOST.sources },
    (_, at) => `2001:db8:1111:2222:3333:4444:5555:${6_660 + at}`,
  );
  const grants = sources.map((source, at) => sampleGrant({ key: `g${at}`, source: `${source}/128` }));
  const drawn = JSON.stringify(
    draw({ card: 'approval', request: sampleRequest('pending', { grants }), facts: sampleFacts() }, false),
  );
  expect(sources.filter((source) => !drawn.includes(source))).toEqual([]);
});

import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

it('H1: a click decides nothing by what it claims: actor, VM, port, duration and rights in its fields are ignored', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  const card = world.card('approval', AVERY);
  if (!card) throw new Error('The approver sees no card.');
  const forged = {
    by: AVERY.id,
    actor: AVERY.id,
    approver: 'true',
    vm: 'secret-01',
    port: '22',
    source: '0.0.0.0/0',
  };
  const click = {
    place: card.place,
    message: card.id,
    verb: 'approve',
    request: 'aj-000001',
    terms: 1,
    fields: forged,
  } as const;
  const answer = await world.flow.clicked({ key: 'forged', person: RILEY, ...click });
  expect(answer).toMatchObject({ refused: true, sentence: 'You cannot approve your own request.' });
  await world.flow.clicked({ key: 'real', person: AVERY, ...click });
  await world.opened();
  expect(world.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
});

import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import type { Place } from '../../src/ports/chat.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const policy = POLICY.replace('ask: [direct]', "ask: ['teams:approvals']");

it('a card in a channel is clicked from its thread as well, and from nowhere else', async () => {
  const world = createWorld({ policy });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  await world.settle();
  const card = world.stage.messages.find(({ place }) => place.conversation === 'approvals');
  const click = (key: string, place: Place) =>
    world.flow.clicked({
      ...{ key, person: AVERY, place, message: card?.id ?? '', fields: {} },
      ...{ verb: 'approve', request: 'aj-000001', terms: 1 },
    });
  const elsewhere = await click('copy', world.stage.channel('elsewhere'));
  expect(elsewhere).toMatchObject({ refused: true });
  expect(elsewhere).not.toHaveProperty('card');
  const thread = { ...world.stage.channel('approvals'), thread: '77' };
  expect(await click('thread', thread)).toMatchObject({ refused: false });
});

it('a card whose post was lost loses its buttons once it is clicked, and a forwarded one elsewhere is left alone', async () => {
  const world = createWorld({ policy });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  await world.settle();
  const click = (key: string, place: Place) =>
    world.flow.clicked({
      ...{ key, person: AVERY, place, message: 'lost', fields: {} },
      ...{ verb: 'approve', request: 'aj-000001', terms: 1 },
    });
  const { refused, card } = await click('lost', world.stage.channel('approvals'));
  expect([refused, card?.card]).toEqual([true, 'approval']);
  expect(card && 'facts' in card ? Object.values(card.facts.can) : []).toEqual(Array(5).fill(false));
  expect(await click('forwarded', world.stage.channel('elsewhere'))).not.toHaveProperty('card');
});

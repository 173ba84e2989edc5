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
  expect(await click('copy', world.stage.channel('elsewhere'))).toMatchObject({ refused: true });
  const thread = { ...world.stage.channel('approvals'), thread: '77' };
  expect(await click('thread', thread)).toMatchObject({ refused: false });
});

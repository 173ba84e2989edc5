import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

it('H17: somebody taken out of the approvers after the card was sent cannot approve with it', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  const without = createWorld({
    policy: POLICY.replace(`{ id: ${AVERY.id}, name: Avery }, {`, '{').replace('count: 2', 'count: 1'),
  });
  world.policy.now = without.policy.now;
  const answer = await world.click(AVERY, 'approve', 'approval');
  expect(answer).toMatchObject({ refused: true, sentence: expect.stringContaining('not an approver') });
  expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
});

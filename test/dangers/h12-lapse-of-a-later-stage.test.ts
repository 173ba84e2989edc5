import { expect, test } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { carryOut } from '../../src/flow/deeds/carry-out.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

test('H12: what was about to lapse is left alone where an approval was saved meanwhile that gave it a later stage', async () => {
  const policy = POLICY.replace(
    'networks:',
    `  security: [{ id: ${BLAKE.id}, name: Blake }]\nnetworks:`,
  ).replace(
    'approvals: [{ count: 1, from: approvers }], maxDuration: 3h }',
    'approvals: [{ count: 1, from: approvers }, { count: 1, from: security, stage: 2 }], maxDuration: 3h }',
  );
  const world = createWorld({ policy });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  const seen = (await world.store.find('aj-000001'))!;
  if (seen.request.status !== 'pending') throw new Error('It waits for approval.');
  const { lapsesAt } = seen.request;
  world.clock.pass(lapsesAt.getTime() - world.clock.now().getTime() - 1);
  await world.click(AVERY, 'approve', 'approval');
  world.clock.pass(1);
  // A process that had read it just before goes on with what it saw.
  await carryOut(world.runner.deps, seen);
  const { request } = (await world.store.find('aj-000001'))!;
  expect(request).toMatchObject({ status: 'pending', approvals: [{ by: { id: AVERY.id } }] });
  expect(request.status === 'pending' && request.lapsesAt > lapsesAt).toBe(true);
});

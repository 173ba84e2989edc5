import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../fakes/people.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

it('H7: two approvers who click at once make one opening and one approval, and the second is told who was first', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  const [first, second] = await Promise.all([
    world.click(AVERY, 'approve', 'approval'),
    world.click(BLAKE, 'approve', 'approval'),
  ]);
  expect([first.refused, second.refused].sort()).toEqual([false, true]);
  const late = first.refused ? first : second;
  expect(late.sentence).toMatch(/was approved by (Avery|Blake)/);
  await world.opened();
  expect(world.cloud.sent).toEqual(['aj-000001 g1']);
  expect((await world.audit()).filter((line) => line.includes('approve'))).toHaveLength(1);
});

it('H7: two instances that look at the same opening send it once', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  const card = world.card('approval', AVERY);
  if (!card) throw new Error('The approver sees no card.');
  await world.flow.clicked({
    ...{ key: 'k', person: AVERY, place: card.place, message: card.id, verb: 'approve', fields: {} },
    ...{ request: 'aj-000001', terms: 1 },
  });
  const { carryOut } = await import('../../src/flow/carry-out.ts');
  const stored = await world.store.find('aj-000001');
  if (!stored) throw new Error('It is not there.');
  await Promise.all(Array.from({ length: 5 }, () => carryOut(world.runner.deps, stored)));
  expect(world.cloud.sent).toEqual(['aj-000001 g1']);
});

it('H7, H15: the same delivery again, at once or later, acts once and gets the same answer', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK, undefined, 'ask-1');
  await world.say(RILEY, ASK, undefined, 'ask-1');
  expect(await world.store.find('aj-000002')).toBeUndefined();
  const [one, two] = await Promise.all([
    world.click(AVERY, 'approve', 'approval', {}, 'click-1'),
    world.click(AVERY, 'approve', 'approval', {}, 'click-1'),
  ]);
  const later = await world.click(AVERY, 'approve', 'approval', {}, 'click-1');
  expect([two.sentence, later.sentence]).toEqual([one.sentence, one.sentence]);
  expect((await world.audit()).filter((line) => /approve|refused/.test(line))).toHaveLength(1);
});

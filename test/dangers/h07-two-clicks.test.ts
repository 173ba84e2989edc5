import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
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
  const { carryOut } = await import('../../src/flow/deeds/carry-out.ts');
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

it('H7: a close that is clicked while the opening is being sent waits for its answer, and then closes', async () => {
  const world = createWorld();
  const { open, close } = world.cloud.provider;
  const calls: string[] = [];
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  Object.assign(world.cloud.provider, {
    open: async (...args: Parameters<typeof open>) => {
      calls.push('open');
      await gate;
      calls.push('opened');
      return open(...args);
    },
    close: (...args: Parameters<typeof close>) => {
      calls.push('close');
      return close(...args);
    },
  });
  await world.flow.said({
    key: 'ask',
    person: RILEY,
    text: 'ssh on web-01 for 1h from 203.0.113.7',
    place: world.stage.room(RILEY.id),
  });
  const { carryOut } = await import('../../src/flow/deeds/carry-out.ts');
  const work = async (): Promise<void> => {
    for (const stored of await world.store.due(world.clock.now(), 10))
      await carryOut(world.runner.deps, stored);
  };
  const opening = work(); // approved by the policy, and gone on with
  await expect.poll(() => calls).toEqual(['open']);
  await world.flow.said({
    key: 'done',
    person: RILEY,
    text: "I'm done with web-01",
    place: world.stage.room(RILEY.id),
  });
  await work();
  expect(calls).toEqual(['open']);
  letGo();
  await opening;
  await world.pass(60_000, 5_000);
  expect(calls.slice(0, 3)).toEqual(['open', 'opened', 'close']);
  await world.pass(3_600_000);
  expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'closed-early' } });
  expect(world.cloud.open()).toEqual([]);
});

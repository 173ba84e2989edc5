import { expect, it } from 'vitest';
import { AVERY, BLAKE, HANA, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import type { Person } from '../../src/access/person.ts';
import { carryOut } from '../../src/flow/deeds/carry-out.ts';
import { policyOf } from '../fakes/policy.ts';
import { asked, details, entry, MINUTE, STAGED } from '../fakes/staged.ts';
import { createWorld, type World } from '../fakes/world.ts';

const approve = async (world: World, who: Person): Promise<string> => {
  await world.say(who, 'approve aj-000001');
  return world.told(who);
};

const status = async (world: World): Promise<string> => (await world.request()).status;

it('H2, H6: one person who is in the groups of both stages does not open it alone, by whatever clicks', async () => {
  const world = await asked();
  for (let click = 0; click < 3; click += 1) await world.click(BLAKE, 'approve', 'approval');
  await world.click(BLAKE, 'approve', 'approval', { minutes: '30' });
  await world.click(BLAKE, 'approve', 'approval', { only: 'g1' });
  expect(await status(world)).toBe('pending');
  expect((await world.request()).approvals).toHaveLength(1);
});

it('H2: where one rule asks leads and another security first, neither order is skipped', async () => {
  const world = await asked({
    policy: `${STAGED}  - id: windows
    match: { vm: vm-prod-*, requesters: [engineers] }
    require: { approvals: [{ count: 1, from: security }] }
`,
  });
  // Both rules hold: leads are asked before security, since one rule says so and the other says nothing against it.
  expect(await approve(world, OLLY)).toContain('needs somebody from leads first');
  await approve(world, AVERY);
  expect(await status(world)).toBe('pending');
  await approve(world, OLLY);
  expect(await status(world)).toBe('opening');
});

it('H6: whoever asks approves no stage and no rung of it, in whichever groups they are', async () => {
  const everywhere = STAGED.replace(/(leads|security|on-call): \[/g, (list) => `${list}${entry(RILEY)}, `);
  const world = await asked({ policy: everywhere });
  await world.pass(21 * MINUTE, MINUTE);
  expect(await approve(world, RILEY)).toBe('You cannot approve your own request.');
  await approve(world, AVERY);
  expect(await approve(world, RILEY)).toBe('You cannot approve your own request.');
  expect(await status(world)).toBe('pending');
});

it('H6: a later stage without enough other people is refused at once', async () => {
  const world = createWorld({
    policy: STAGED.replace(`[${entry(BLAKE)}, ${entry(OLLY)}]`, `[${entry(RILEY)}]`),
  });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
  expect(world.told(RILEY)).toContain(
    'needs 1 approval from the group security, and apart from you it has nobody',
  );
  const both = STAGED.replace(`[${entry(BLAKE)}, ${entry(OLLY)}]`, `[${entry(AVERY)}]`);
  const alone = createWorld({
    policy: both.replace(`[${entry(AVERY)}, ${entry(BLAKE)}]`, `[${entry(AVERY)}]`),
  });
  await alone.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
  expect(alone.told(RILEY)).toContain('2 approvals by different people from the groups leads, security');
});

it('H6: the people of a rung approve nothing before its time, whoever shows them the card', async () => {
  const world = await asked();
  const card = world.card('approval', AVERY);
  const click = () =>
    world.flow.clicked({
      ...{ key: world.key(), person: HANA, verb: 'approve', request: 'aj-000001', terms: 1, fields: {} },
      ...{ place: card?.place ?? world.stage.room(AVERY.id), message: card?.id ?? '' },
    });
  expect(await click()).toMatchObject({ refused: true });
  await world.pass(19 * MINUTE, MINUTE);
  expect(await click()).toMatchObject({
    refused: true,
    sentence: expect.stringContaining('on-call may in 1 min'),
  });
  expect((await world.request()).approvals).toEqual([]);
  await world.pass(2 * MINUTE, MINUTE);
  expect(await click()).toMatchObject({ refused: false });
});

it('H6: a rung lets its people answer for its own group alone', async () => {
  const world = await asked();
  await world.pass(21 * MINUTE, MINUTE);
  await approve(world, AVERY);
  expect(await approve(world, HANA)).toContain('on-call');
  expect(await status(world)).toBe('pending');
  expect((await world.request()).approvals).toHaveLength(1);
});

it('H7: two processes that look at one rung take it once', async () => {
  const world = await asked();
  world.clock.pass(11 * MINUTE);
  const stored = await world.store.find('aj-000001');
  if (!stored) throw new Error('It is not there.');
  await Promise.all(Array.from({ length: 5 }, () => carryOut(world.runner.deps, stored)));
  expect((await world.request()).climbed).toHaveLength(1);
  expect(await details(world, 'climb')).toEqual(['reminded leads']);
});

it('H7: two approvers of two stages at one moment are taken in their order, or the later is told to wait', async () => {
  const world = await asked();
  await Promise.all([approve(world, AVERY), approve(world, OLLY)]);
  const opened = (await status(world)) === 'opening';
  expect((await world.request()).approvals).toHaveLength(opened ? 2 : 1);
  const refused = (await world.audit()).filter((line) => line.includes('refused'));
  expect(refused).toEqual(opened ? [] : ['Olly refused pending']);
});

it('H10: neither a stage nor a rung lets anybody approve what has lapsed', async () => {
  const world = await asked();
  await approve(world, AVERY);
  world.clock.pass(31 * MINUTE);
  expect(await approve(world, OLLY)).toContain('has lapsed');
  const other = await asked();
  other.clock.pass(31 * MINUTE);
  expect(await approve(other, HANA)).toContain('has lapsed');
  await other.settle();
  expect(await details(other, 'climb')).toEqual([]);
  expect(await status(other)).toBe('lapsed');
});

it('H17: whoever left the group of a rung after it was reached does not approve through it', async () => {
  const world = await asked();
  await world.pass(21 * MINUTE, MINUTE);
  world.policy.now = policyOf(STAGED.replace(`on-call: [${entry(HANA)}]`, `on-call: [${entry(AVERY)}]`));
  expect(await world.click(HANA, 'approve', 'approval')).toMatchObject({ refused: true });
});

it('H17: whoever approved the first stage and left it counts no more when the last one approves', async () => {
  const world = await asked();
  await approve(world, AVERY);
  world.policy.now = policyOf(STAGED.replace(`leads: [${entry(AVERY)}, `, 'leads: ['));
  expect(await approve(world, OLLY)).toContain('needs somebody from leads first');
  expect(await status(world)).toBe('pending');
});

it('H17: a rung that the policy has put off lets nobody in before its new time', async () => {
  const world = await asked();
  await world.pass(21 * MINUTE, MINUTE);
  world.policy.now = policyOf(STAGED.replace('after: 20m', 'after: 25m'));
  expect(await world.click(HANA, 'approve', 'approval')).toMatchObject({ refused: true });
  expect((await world.request()).approvals).toEqual([]);
});

it('H17: a rung that the policy has no more lets nobody in, although it was reached', async () => {
  const world = await asked();
  await world.pass(21 * MINUTE, MINUTE);
  world.policy.now = policyOf(STAGED.replace(', { after: 20m, to: on-call }', ''));
  expect(await world.click(HANA, 'approve', 'approval')).toMatchObject({ refused: true });
  expect(await status(world)).toBe('pending');
});

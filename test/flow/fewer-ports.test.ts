import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389, 5986 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';
const TWO = POLICY.replace('count: 1, from: approvers', 'count: 2, from: approvers');

const portsOf = async (world: ReturnType<typeof createWorld>): Promise<readonly number[]> =>
  (await world.request()).grants.map(({ port }) => port.number);

it('an approver unticks a port, and only the others open; the card and the log say what was left out', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  const shown = world.card('approval', AVERY)?.card;
  expect(shown?.card === 'approval' && shown.facts.approveOnly).toEqual([
    { key: 'g1', title: '3389/tcp on vm-prod-01' },
    { key: 'g2', title: '5986/tcp on vm-prod-01' },
  ]);
  expect(await world.click(AVERY, 'approve', 'approval', { only: 'g2' })).toMatchObject({ refused: false });
  expect(await world.request()).toMatchObject({
    ...{ status: 'opening', terms: 2, grants: [{ key: 'g2', port: { number: 5986 } }] },
    dropped: [{ port: { number: 3389 }, by: { id: AVERY.id }, terms: 2 }],
  });
  await world.opened();
  expect(world.cloud.open()).toEqual(['5986/tcp vm-prod-01 203.0.113.7/32']);
  const [approval] = (await world.store.events({ limit: 9 })).filter(({ kind }) => kind === 'approve');
  expect(approval).toMatchObject({ detail: 'without 3389/tcp on vm-prod-01', ports: ['5986/tcp'] });
});

it('the last port cannot be left out, nor one that is not asked for be let in', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  expect(await world.click(AVERY, 'approve', 'approval', { only: '' })).toMatchObject({
    ...{ refused: true, sentence: 'Nothing would be left of aj-000001. To let none of it be, deny it.' },
  });
  for (const only of ['g3', 'g1,g3', 'constructor', '3389', 'g1 g2', ','])
    expect(await world.click(AVERY, 'approve', 'approval', { only }), only).toMatchObject({ refused: true });
  await world.say(AVERY, 'approve aj-000001 only 22');
  expect(world.told(AVERY)).toBe(
    'aj-000001 does not ask for 22/tcp, but for 3389/tcp on vm-prod-01, 5986/tcp on vm-prod-01.',
  );
  await world.say(AVERY, 'approve aj-000001 only web-01');
  expect(world.told(AVERY)).toBe('aj-000001 asks for nothing on web-01.');
  expect(await world.request()).toMatchObject({ status: 'pending', terms: 1, approvals: [] });
});

it('an approver may type it, with less time too', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  await world.say(AVERY, 'approve aj-000001 only 3389 on vm-prod-01 for 30m');
  expect(await world.request()).toMatchObject({ status: 'opening', durationMs: 1_800_000, terms: 2 });
  expect(await portsOf(world)).toEqual([3389]);
  const [approval] = (await world.store.events({ limit: 9 })).filter(({ kind }) => kind === 'approve');
  expect(approval?.detail).toBe('for 30 min instead of 2 h, without 5986/tcp on vm-prod-01');
});

it('all of them ticked is an approval as any other', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval', { only: 'g1,g2' });
  expect(await world.request()).toMatchObject({ status: 'opening', terms: 1 });
  expect((await world.request()).dropped).toBeUndefined();
});

it('a click on the older terms is refused with the new card, and what was approved before stays meant', async () => {
  const world = createWorld({ policy: TWO });
  await world.say(RILEY, ASK);
  const before = world.card('approval', BLAKE);
  await world.click(AVERY, 'approve', 'approval', { only: 'g1' });
  expect(await world.request()).toMatchObject({ status: 'pending', terms: 2 });
  const stale = await world.flow.clicked({
    ...{ key: world.key(), person: BLAKE, verb: 'approve', request: 'aj-000001', terms: 1, fields: {} },
    ...{ place: before?.place ?? world.stage.room(BLAKE.id), message: before?.id ?? '' },
  });
  expect(stale).toMatchObject({
    ...{ refused: true, sentence: expect.stringContaining('has changed') },
    card: { card: 'approval', request: { terms: 2, dropped: [{ port: { number: 5986 } }] } },
  });
  await world.click(BLAKE, 'approve', 'approval');
  expect(await world.request()).toMatchObject({ status: 'opening', terms: 2 });
  expect(await portsOf(world)).toEqual([3389]);
});

it('what is let be is judged: a port that a rule forbids by now may be left out and the rest approved', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  world.policy.now = policyOf(
    `${POLICY}  - { id: no-winrm, match: { tags: { env: prod }, ports: [5986] }, deny: No WinRM. }\n`,
  );
  await world.say(AVERY, 'approve aj-000001 only 3389');
  expect((await world.request()).status).toBe('opening');
  expect(await portsOf(world)).toEqual([3389]);
});

it('asking again asks for all that was asked for at first', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  await world.say(AVERY, 'approve aj-000001 only 3389');
  await world.say(RILEY, 'again aj-000001');
  expect((await world.request('aj-000002')).grants.map(({ port }) => port.number)).toEqual([3389, 5986]);
});

it('a port that a rule forbids on one VM by now may be left out there, and stay on another', async () => {
  const world = createWorld();
  world.cloud.weather.nsg = true;
  await world.say(RILEY, 'open 53 5353 on vm-prod-01, vm-prod-02 for 1h from 203.0.113.7');
  world.policy.now = policyOf(
    `${POLICY}  - { id: no-mdns, match: { vm: vm-prod-01, ports: [5353] }, deny: Not that one. }\n`,
  );
  const { grants } = await world.request();
  const kept = grants.filter(({ vm, port }) => vm.name !== 'vm-prod-01' || port.number === 53);
  await world.click(AVERY, 'approve', 'approval', { only: kept.map(({ key }) => key).join() });
  await world.opened();
  expect(world.cloud.open()).toEqual([
    '53/tcp vm-prod-01 203.0.113.7/32',
    '53/tcp vm-prod-02 203.0.113.7/32',
    '5353/tcp vm-prod-02 203.0.113.7/32',
  ]);
});

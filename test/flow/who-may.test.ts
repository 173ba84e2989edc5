import { describe, expect, it } from 'vitest';
import { ADA, AVERY, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { createFlow } from '../../src/flow/flow.ts';
import { policyOf } from '../fakes/policy.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';

describe('who may see and do what', () => {
  it('lets only auditors and admins list everybody’s requests and read the audit log', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.say(AVERY, 'list all');
    expect(world.told(AVERY)).toContain('Only auditors, on-call and admins');
    await world.say(AVERY, 'audit vm-prod-01 last 7d');
    expect(world.told(AVERY)).toContain('Only auditors, on-call and admins');
    await world.say(ADA, 'list all');
    expect(world.card('list', ADA)?.card).toMatchObject({ rows: [{ request: { id: 'aj-000001' } }] });
    await world.say(ADA, 'audit vm-prod-01 last 7d');
    expect(world.card('audit', ADA)?.card).toMatchObject({ events: [{ kind: 'asked' }] });
  });

  it('lets a requester read the history of their own request, and nobody else’s', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.say(RILEY, 'audit aj-000001');
    expect(world.card('audit', RILEY)).toBeDefined();
    await world.say(OLLY, 'audit aj-000001');
    expect(world.card('audit', OLLY)).toBeUndefined();
  });

  it('shows a request to its requester, its approvers and admins', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    for (const who of [AVERY, ADA]) {
      const before = world.stage.messages.length;
      await world.say(who, 'status aj-000001');
      expect(world.stage.messages.length).toBe(before + 1);
      expect(world.stage.messages.at(-1)?.card).toMatchObject({ card: 'approval' });
    }
    await world.say(OLLY, 'status aj-000001');
    expect(world.told(OLLY)).toContain('somebody else');
  });

  it('shows a request whose buttons work and which is redrawn', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.say(AVERY, 'status aj-000001');
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: false });
    await world.opened();
    expect(world.card('approval', AVERY)?.card).toMatchObject({ request: { status: 'open' } });
  });

  it('answers what is private in private, when it was asked in a channel', async () => {
    const world = createWorld();
    await world.say(RILEY, 'list', world.stage.channel('general'));
    const cards = world.stage.messages.map(({ card, place }) => `${card.card} ${place.conversation}`);
    expect(cards).toEqual([`list dm-${RILEY.id}`, 'answer general']);
  });

  it('tells who has a VM open to auditors, and to everybody else only their own', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(ADA, 'who has web-01');
    expect(world.card('list', ADA)?.card).toMatchObject({ rows: [{ request: { requester: RILEY } }] });
    await world.say(AVERY, 'who has web-01');
    expect(world.told(AVERY)).toContain('You have nothing open on web-01');
  });

  it('lets only the requester extend', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(AVERY, 'extend aj-000001 by 1h');
    expect(world.told(AVERY)).toContain('Only the person who asked');
    expect(await world.store.find('aj-000002')).toBeUndefined();
  });

  it('lets only the asker answer a question', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h');
    const draft = world.card('draft', RILEY)?.card;
    const click = {
      key: 'x',
      place: world.stage.room(AVERY.id),
      verb: 'choose',
      choice: 0,
      fields: {},
    } as const;
    const id = draft?.card === 'draft' ? draft.draft : '';
    expect(await world.flow.clicked({ ...click, person: AVERY, draft: id })).toMatchObject({ refused: true });
    expect(await world.store.list({ limit: 10 })).toEqual([]);
  });
});

describe('a request', () => {
  it('names no more than its approvers are shown in full', async () => {
    const world = createWorld();
    const more = Array.from({ length: 21 }, (_, index) =>
      vmOf(`many-${index}`, [22], { tags: { env: 'prod' } }),
    );
    world.cloud.vms.push(...more);
    await world.say(RILEY, `open 22 on ${more.map((vm) => vm.name).join(', ')} for 1h from 203.0.113.7`);
    expect(world.told(RILEY)).toContain('at most 20 VMs');
    expect(await world.store.list({ limit: 10 })).toEqual([]);
  });

  it('gives one person only so many copies of its card', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    for (let time = 0; time < 6; time += 1) await world.say(AVERY, 'status aj-000001');
    const copies = (await world.store.copies('aj-000001')).filter((copy) => copy.slot.startsWith('status'));
    expect(copies).toHaveLength(3);
    expect(world.told(AVERY)).toContain('aj-000001 is waiting for approval');
  });

  it('comes once from two clicks on the same question', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h');
    const answers = await Promise.all([world.choose(RILEY, 0), world.choose(RILEY, 0)]);
    expect(answers.map((answer) => answer.refused).sort()).toEqual([false, true]);
    expect(await world.store.list({ limit: 10 })).toHaveLength(1);
  });
});

describe('a click', () => {
  it('on a forwarded copy is refused with a pointer to the original, and audited', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    const copy = {
      key: 'f',
      person: AVERY,
      place: world.stage.channel('elsewhere'),
      message: 'm999',
      fields: {},
    };
    const answer = await world.flow.clicked({ ...copy, verb: 'approve', request: 'aj-000001', terms: 1 });
    expect(answer).toMatchObject({ refused: true, sentence: expect.stringContaining('approve aj-000001') });
    expect(await world.request()).toMatchObject({ status: 'pending' });
    expect((await world.audit()).at(-1)).toBe('Avery refused pending');
  });

  it('of another installation’s card is answered kindly', async () => {
    const world = createWorld();
    const click = { key: 'o', person: AVERY, place: world.stage.room(AVERY.id), message: 'm1', fields: {} };
    const answer = await world.flow.clicked({ ...click, verb: 'approve', request: 'aj-zzzzzz', terms: 1 });
    expect(answer).toMatchObject({
      refused: true,
      sentence: expect.stringContaining('no request of this card'),
    });
  });

  it('H15: that was handled before a restart gets the same answer, and acts no second time', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    const first = await world.click(AVERY, 'approve', 'approval', {}, 'click-1');
    const reborn = createFlow(world.runner.deps);
    const card = world.card('approval', AVERY);
    if (!card) throw new Error('No card.');
    const again = { key: 'click-1', person: AVERY, place: card.place, message: card.id, fields: {} };
    const answer = await reborn.clicked({ ...again, verb: 'approve', request: 'aj-000001', terms: 1 });
    expect(answer).toMatchObject({ refused: false, sentence: first.sentence });
    expect((await world.audit()).filter((line) => /approve|refused/.test(line))).toHaveLength(1);
  });
});

/** Production takes somebody of the leads as well. */
const WITH_LEADS = POLICY.replace(
  'networks:',
  `  leads: [{ id: ${OLLY.id}, name: Olly }]\nnetworks:`,
).replace('[{ count: 1, from: approvers }]', '[{ count: 1, from: approvers }, { count: 1, from: leads }]');

it('an approver closes what another group approved too, though the policy has that group no more', async () => {
  const world = createWorld({ policy: WITH_LEADS });
  await world.say(RILEY, ASK);
  for (const who of [AVERY, OLLY]) await world.say(who, 'approve aj-000001');
  await world.opened();
  world.policy.now = policyOf(POLICY);
  await world.say(AVERY, 'close aj-000001');
  expect((await world.request()).status).toMatch(/clos/);
});

it('what waits for one group is denied by it, though the policy has another one no more that has approved', async () => {
  const world = createWorld({ policy: WITH_LEADS });
  await world.say(RILEY, ASK);
  await world.say(OLLY, 'approve aj-000001');
  world.policy.now = policyOf(POLICY);
  await world.say(AVERY, 'deny aj-000001');
  expect((await world.request()).status).toBe('denied');
});

it('H17: an approval by a group that the policy has no more counts no more', async () => {
  const world = createWorld({ policy: WITH_LEADS });
  await world.say(RILEY, ASK);
  await world.say(OLLY, 'approve aj-000001');
  world.policy.now = policyOf(POLICY);
  await world.say(AVERY, 'approve aj-000001');
  expect((await world.request()).status).toBe('pending');
  await world.say(AVERY, 'approve aj-000001');
  expect(await world.request()).toMatchObject({ status: 'lapsed', why: expect.stringContaining('"leads"') });
});

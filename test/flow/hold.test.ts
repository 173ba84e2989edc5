import { describe, expect, it } from 'vitest';
import { ADA, AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { begin, send } from '../fakes/form.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 1h from 203.0.113.7';
const OTHER = 'open 22 on vm-prod-02 for 1h from 203.0.113.7';
const worldWith = (limits: string) => createWorld({ policy: `${POLICY}limits: ${limits}\n` });

async function denied(world: World, text = ASK): Promise<void> {
  await world.say(RILEY, text);
  await world.click(AVERY, 'deny', 'approval', { reason: 'not now' });
  await world.pass(1_000);
}

describe('somebody who writes more than a person does', () => {
  it('is told so once, and then not answered until the minute is over', async () => {
    const world = worldWith('{ messages: 5 }');
    for (let count = 0; count < 5; count += 1) await world.say(RILEY, 'list');
    await world.say(RILEY, 'list');
    expect(world.told(RILEY)).toContain('more than 5 messages and clicks within a minute');
    const before = world.stage.messages.length;
    await world.say(RILEY, ASK);
    expect(world.stage.messages.length).toBe(before);
    expect(await world.store.list({ limit: 1 })).toEqual([]);
    expect((await world.audit()).filter((line) => line === 'Riley refused -')).toHaveLength(1);
  });

  it('may still end what is theirs, and deny', async () => {
    const world = worldWith('{ messages: 5 }');
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    for (let count = 0; count < 8; count += 1) await world.say(RILEY, 'list');
    await world.say(RILEY, 'close aj-000001');
    await world.pass(30_000, 5_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
  });

  it('may still press what closes everything, and what breaks the glass', async () => {
    const glass = 'allow: { breakGlass: { groups: [engineers], review: { from: approvers, within: 1h } } }';
    const world = createWorld({
      policy: `${POLICY.replace('maxDuration: 3h }', `maxDuration: 3h }\n    ${glass}`)}limits: { messages: 5 }\n`,
    });
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    for (const who of [ADA, RILEY]) for (let count = 0; count < 8; count += 1) await world.say(who, 'list');
    await world.say(ADA, 'close everything on web-01');
    expect(await world.choose(ADA, 0)).toMatchObject({ refused: false });
    await world.say(RILEY, `break glass: ${ASK} because the shop is down`);
    expect(await world.choose(RILEY, 0)).toMatchObject({ refused: false });
  });

  it('is held back at a question that is used up, and at one of somebody else', async () => {
    const world = worldWith('{ messages: 5 }');
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(ADA, 'close everything on web-01');
    const question = world.card('draft', ADA)!;
    const press = (person: typeof ADA) =>
      world.flow.clicked({
        ...{ key: world.key(), person, verb: 'choose', choice: 0, fields: {}, place: question.place },
        draft: question.card.card === 'draft' ? question.card.draft : '',
      });
    for (const who of [ADA, RILEY]) for (let count = 0; count < 8; count += 1) await world.say(who, 'list');
    const flood = { sentence: expect.stringContaining('more than 5 messages and clicks'), refused: true };
    expect(await press(RILEY)).toMatchObject(flood);
    expect(await press(ADA)).toMatchObject({ refused: false });
    expect(await press(ADA)).toMatchObject(flood);
  });

  it('holds nobody else back', async () => {
    const world = worldWith('{ messages: 5 }');
    for (let count = 0; count < 8; count += 1) await world.say(AVERY, 'list');
    await world.say(RILEY, ASK);
    expect(await world.request()).toMatchObject({ status: 'pending' });
  });

  it('gets an answer to every click, and approves nothing', async () => {
    const world = worldWith('{ messages: 5 }');
    await world.say(RILEY, ASK);
    for (let count = 0; count < 8; count += 1) await world.say(AVERY, 'list');
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: true });
    expect(await world.request()).toMatchObject({ status: 'pending', approvals: [] });
    expect(await world.click(AVERY, 'deny', 'approval')).toMatchObject({ refused: false });
  });
});

describe('somebody who sends a form more than a person does', () => {
  it('is told so, and that is one line in the log', async () => {
    const world = worldWith('{ messages: 5 }');
    for (let count = 0; count < 5; count += 1) await world.say(RILEY, 'list');
    const form = await begin(world);
    const sent = () => send(world, form, {});
    const flood = { sentence: expect.stringContaining('more than 5 messages and clicks'), refused: true };
    expect(await sent()).toMatchObject(flood);
    expect(await sent()).toMatchObject(flood);
    expect((await world.audit()).filter((line) => line === 'Riley refused -')).toHaveLength(1);
  });
});

describe('somebody who asks too much', () => {
  it('has to wait once so many of theirs are waiting', async () => {
    const world = worldWith('{ pending: 2 }');
    for (const text of [ASK, OTHER, ASK]) {
      await world.say(RILEY, text);
      await world.pass(1_000);
    }
    expect(world.told(RILEY)).toContain('2 requests waiting for an answer already (aj-000002, aj-000001)');
    await world.say(RILEY, 'cancel aj-000001');
    await world.say(RILEY, ASK);
    expect(await world.store.list({ statuses: ['pending'], limit: 9 })).toHaveLength(2);
  });

  it('is asked to wait after denials for a VM, and may ask for another', async () => {
    const world = worldWith('{ coolDown: { after: 2, wait: 15m } }');
    await denied(world);
    await denied(world);
    await world.say(RILEY, ASK);
    expect(world.told(RILEY)).toContain(
      'vm-prod-01 was denied to you 2 times within an hour, last by Avery Approver (aj-000002)',
    );
    expect(world.told(RILEY)).toContain('ask again in 15 min');
    await world.say(RILEY, OTHER);
    expect(await world.store.list({ statuses: ['pending'], limit: 9 })).toHaveLength(1);
    await world.pass(15 * 60_000, 60_000);
    await world.say(RILEY, ASK);
    expect(await world.store.list({ statuses: ['pending'], limit: 9 })).toHaveLength(2);
  });

  it('is held back for the hour', async () => {
    const world = worldWith('{ asks: 2 }');
    for (const _ of [1, 2]) {
      await world.say(RILEY, ASK);
      await world.say(RILEY, `cancel aj-00000${_}`);
    }
    await world.say(RILEY, OTHER);
    expect(world.told(RILEY)).toContain(
      'You have asked as often as the policy lets one person ask within an hour (2)',
    );
  });

  it('is held back where everybody asks for one VM', async () => {
    const world = worldWith('{ asksPerVm: 1 }');
    await world.say(AVERY, ASK);
    await world.say(RILEY, ASK);
    expect(world.told(RILEY)).toContain(
      'vm-prod-01 was asked for as often as the policy lets it be within an hour (1)',
    );
    await world.say(RILEY, OTHER);
    expect(await world.store.list({ statuses: ['pending'], limit: 9 })).toHaveLength(2);
  });

  it('may extend what is open all the same', async () => {
    const world = worldWith('{ asks: 1, pending: 1 }');
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(RILEY, 'extend aj-000001 by 30m');
    await world.opened();
    expect(await world.request('aj-000002')).toMatchObject({ continues: { id: 'aj-000001' } });
  });
});

describe('whoever was denied an extension', () => {
  it('waits as for anything else, and is held back by nothing but denials of that', async () => {
    const world = worldWith('{ coolDown: { after: 2, wait: 15m } }');
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    for (const _ of [1, 2]) await denied(world, 'open 5986 on vm-prod-01 for 1h from 203.0.113.7');
    for (const _ of [1, 2]) await denied(world, 'extend aj-000001 by 30m');
    await world.say(RILEY, 'extend aj-000001 by 30m');
    expect(world.told(RILEY)).toContain('vm-prod-01 was denied to you 2 times within an hour');
    expect(await world.store.list({ statuses: ['pending'], limit: 9 })).toEqual([]);
    expect(await world.store.list({ statuses: ['denied'], limit: 9 })).toHaveLength(4);
    await world.pass(15 * 60_000, 60_000);
    await world.say(RILEY, 'extend aj-000001 by 30m');
    expect(await world.store.list({ statuses: ['pending'], limit: 9 })).toHaveLength(1);
  });
});

describe('a name that looks like another', () => {
  it('is said to whoever approves, of VMs and of people', async () => {
    const world = createWorld({
      policy: POLICY.replace(
        'engineers: [',
        `engineers: [{ id: 99999999-9999-4999-8999-999999999991, name: "Rіley" }, `,
      ),
    });
    const vm = world.cloud.vms.find(({ name }) => name === 'vm-prod-01');
    if (vm) world.cloud.vms.push({ ...vm, id: `${vm.id}x`, name: 'vm-prod-0l', resourceGroup: 'rg-dev' });
    await world.say({ ...RILEY, name: 'Riley' }, ASK);
    const message = world.card('approval', AVERY);
    const { remarks } = message && 'facts' in message.card ? message.card.facts : { remarks: [] };
    expect(remarks).toContain('vm-prod-01 is not vm-prod-0l, another VM whose name looks the same (rg-dev).');
    expect(remarks).toContain('Riley is not Rіley, another person whose name looks the same.');
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOW } from './desks.ts';
import { FROM, openTown, picture, STRANGER, type Town } from './town.ts';

/** `3389/any on vm-prod-01 is open`: the protocol is what the JIT policy opens, often any. */
const onVm = (port: string, vm: string, how: string): RegExp =>
  new RegExp(`${port}/(tcp|any) on ${vm} ?${how}`);

// One town for all stories, each about a VM of its own; a request that an earlier story left open would be a finding.
describe(HOW, () => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown();
  }, 120_000);
  afterAll(() => town?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const name = task.name.replace(/\W+/g, '-');
    await picture(town.riley, name);
    await picture(town.avery, name);
    console.error(`What led to "${task.name}":\n${town.trace()}`);
  });

  /** Riley asks, and both people read that the request waits; answers its id. */
  async function ask(sentence: string, vm: string): Promise<string> {
    await town.riley.say(sentence);
    const text = await town.riley.reads(vm, 'Waiting for approval');
    const id = /aj-[0-9a-z]{6}/.exec(text)?.[0] ?? '';
    expect(id).not.toBe('');
    await town.avery.reads(id, vm, 'Riley Requester', 'Waiting for approval');
    return id;
  }

  it('a port is shut until somebody else approves, open to its source alone, and shut again at its end', async () => {
    const { riley, avery } = town;
    expect(await town.knock('vm-prod-01', '3389/tcp', FROM)).toBe('refused');
    const id = await ask(
      'open 3389 on vm-prod-01 from 203.0.113.7 for 30m because the print spooler hangs INC-123',
      'vm-prod-01',
    );
    expect(await town.knock('vm-prod-01', '3389/tcp', FROM)).toBe('refused');
    await picture(avery, 'approval');

    await avery.press('Approve', { on: [id] });
    await riley.reads(id, onVm('3389', 'vm-prod-01', 'is open for Riley Requester'));
    await avery.reads(id, onVm('3389', 'vm-prod-01', 'is open for Riley Requester'), 'Avery Approver');
    expect(await town.knock('vm-prod-01', '3389/tcp', FROM)).toEqual({ banner: 'RDP sandbox vm-prod-01' });
    expect(await town.knock('vm-prod-01', '3389/tcp', STRANGER)).toBe('reset');
    await town.onCall.reads(
      /3389\/(tcp|any) on vm-prod-01 open from 203\.0\.113\.7 until \d\d:\d\d UTC/,
      'for Riley Requester, approved by Avery Approver',
    );
    await picture(riley, 'open');
    await picture(town.onCall, 'on-call');

    await town.comesOut('vm-prod-01', '3389/tcp', FROM, 'refused');
    await riley.reads(id, onVm('3389', 'vm-prod-01', 'is closed'), 'It reached its end.');
    await avery.reads(id, onVm('3389', 'vm-prod-01', 'is closed'), 'It reached its end.');
    await town.onCall.reads(id, onVm('3389', 'vm-prod-01', 'is closed'));
    expect((await town.onCall.shown()).filter((text) => text.includes(id))).toHaveLength(1);
  });

  it('an open port is shut early by the one who asked', async () => {
    const { riley, avery } = town;
    const id = await ask('open ssh on web-01 from 203.0.113.7 for 3h', 'web-01');
    await avery.press('Approve', { on: [id] });
    await riley.reads(id, onVm('22', 'web-01', 'is open for Riley Requester'));
    expect(await town.knock('web-01', '22/tcp', FROM)).toEqual({ banner: 'SSH-2.0-sandbox web-01' });

    await riley.press('Close now', { on: [id, onVm('22', 'web-01', 'is open')] });
    await riley.reads(id, onVm('22', 'web-01', 'is closed'), 'Ended early by Riley Requester.');
    await avery.reads(id, onVm('22', 'web-01', 'is closed'));
    expect(await town.knock('web-01', '22/tcp', FROM)).toBe('refused');
  });

  it('a request that was denied never opens, and its reason is told', async () => {
    const { riley, avery } = town;
    const id = await ask('open 22 on web-02 from 203.0.113.7 for 1h', 'web-02');
    await avery.press('Deny this request', {
      on: [id],
      under: 'Deny',
      fields: { 'Reason (optional)': 'not during the freeze' },
    });
    await riley.reads(id, onVm('22', 'web-02', ''), 'Riley Requester was denied', 'not during the freeze');
    expect(await town.knock('web-02', '22/tcp', FROM)).toBe('refused');
  });

  it('what was denied is asked for again with its form, and approved and closed in the overviews', async () => {
    const { riley, avery } = town;
    expect(await riley.press('Ask again', { on: ['web-02', 'was denied'] })).toBe('The form is below.');
    const wrong = { on: ['Open a port on web-02'], fields: { 'Another address': 'home' } };
    expect(await riley.press('Ask', wrong)).toContain('"home" is not an address.');
    const right = { 'Another address': '203.0.113.7', Ticket: 'INC-7' };
    const told = await riley.press('Ask', { on: ['"home" is not an address.'], fields: right });
    expect(told).toMatch(/Asked as aj-[0-9a-z]{6}\..*The same in one line open 22\/tcp on web-02 for 1h/);
    const id = /aj-[0-9a-z]{6}/.exec(told)?.[0] ?? '';

    await avery.say('home');
    await avery.press('Approve', { on: ['your access', id] });
    await riley.reads(id, onVm('22', 'web-02', 'is open for Riley Requester'));
    expect(await town.knock('web-02', '22/tcp', FROM)).toEqual({ banner: 'SSH-2.0-sandbox web-02' });
    await riley.say('home');
    expect(await riley.press('Close now', { on: ['your access', id] })).toContain('your access');
    await town.comesOut('web-02', '22/tcp', FROM, 'refused');
  });

  it('a request that nobody answers lapses, and can no longer be approved', async () => {
    const { riley, avery } = town;
    const id = await ask('open 22 on jump-01 in rg-lab from 203.0.113.7 for 1h', 'jump-01');
    await riley.reads(id, 'lapsed');
    await avery.reads(id, 'lapsed');
    await avery.say(`approve ${id}`);
    await avery.reads(id, 'too late to approve it');
  });

  it('an open port stays open beyond its end once its extension was approved', async () => {
    const { riley, avery } = town;
    const id = await ask('open 22 on web-03 from 203.0.113.7 for 30m', 'web-03');
    await avery.press('Approve', { on: [id] });
    await riley.reads(id, onVm('22', 'web-03', 'is open for Riley Requester'));

    await riley.press('Extend by 30 min', { on: [id, onVm('22', 'web-03', 'is open')] });
    const card = await avery.reads('Riley Requester asks for 30 min more of', onVm('22', 'web-03', ''));
    const extension = /aj-[0-9a-z]{6}/.exec(card)?.[0] ?? '';
    await avery.press('Approve', { on: [extension] });

    await riley.reads(id, onVm('22', 'web-03', 'is closed'), 'It reached its end.');
    expect(await town.knock('web-03', '22/tcp', FROM)).toEqual({ banner: 'SSH-2.0-sandbox web-03' });
    await avery.press('Close now', { on: [extension, onVm('22', 'web-03', 'is open')] });
    await town.comesOut('web-03', '22/tcp', FROM, 'refused');
  });

  it('nobody approves what they asked for themselves', async () => {
    const id = await ask('open 22 on web-04 from 203.0.113.7 for 1h', 'web-04');
    await town.riley.say(`approve ${id}`);
    await town.riley.reads('You cannot approve your own request.');
    expect(await town.knock('web-04', '22/tcp', FROM)).toBe('refused');
  });

  it('nothing wanted to leave this machine', async () => {
    expect(await town.refused()).toBe('');
  });
});

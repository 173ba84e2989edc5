import { describe, expect, it } from 'vitest';
import { AVERY, BLAKE, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123 disk is full';

describe('a request', () => {
  it('goes from one sentence to the last audit line', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    expect((await world.request()).status).toBe('pending');
    expect(world.cloud.open()).toEqual([]);
    const answer = await world.click(AVERY, 'approve', 'approval');
    expect(answer).toMatchObject({ refused: false });
    await world.opened();
    expect(world.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
    expect(world.card('connect', RILEY)).toBeDefined();
    await world.pass(2 * HOUR + MINUTE);
    expect(world.cloud.open()).toEqual([]);
    expect(await world.audit()).toEqual([
      'Riley asked pending',
      'Avery approve opening',
      'Ajar opened open',
      'Ajar warn open',
      'Ajar expire closing',
      'Ajar closed closed',
    ]);
    expect(world.errors).toEqual([]);
  });

  it('warns the requester alone ten minutes before the end', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    await world.pass(2 * HOUR - 12 * MINUTE);
    expect(world.card('warning', RILEY)).toBeUndefined();
    await world.pass(3 * MINUTE);
    expect(world.card('warning', RILEY)).toBeDefined();
    expect(world.card('warning', AVERY)).toBeUndefined();
  });

  it('tells on-call in one message that is edited in place', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    await world.pass(2 * HOUR + MINUTE);
    const notices = world.stage.messages.filter((message) => message.place.conversation === 'on-call');
    expect(notices).toHaveLength(1);
    expect(notices[0]?.card).toMatchObject({ card: 'notice', request: { status: 'closed' } });
  });

  it('is closed early by its requester', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    await world.say(RILEY, "I'm done with vm-prod-01");
    await world.pass(10_000);
    expect(world.cloud.open()).toEqual([]);
    expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'closed-early' } });
  });

  it('is denied with a reason', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'deny', 'approval', { reason: 'Use the bastion' });
    expect(await world.request()).toMatchObject({ status: 'denied', why: 'Use the bastion' });
    expect(world.card('request', RILEY)?.card).toMatchObject({ request: { status: 'denied' } });
  });

  it('lapses when nobody answers, and no button works afterwards', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.pass(31 * MINUTE);
    expect(await world.request()).toMatchObject({ status: 'lapsed' });
    const answer = await world.click(AVERY, 'approve', 'approval');
    expect(answer).toMatchObject({ refused: true });
    expect(world.cloud.sent).toEqual([]);
  });

  it('is extended by a new request that continues it, and nobody is cut at the old end', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(RILEY, 'extend web-01 by 1h');
    await world.opened();
    expect((await world.request('aj-000002')).continues).toMatchObject({ id: 'aj-000001', count: 1 });
    await world.pass(HOUR + MINUTE);
    expect(await world.request('aj-000001')).toMatchObject({ status: 'closed' });
    expect(world.cloud.open()).toEqual(['22/tcp web-01 203.0.113.7/32']);
    await world.pass(HOUR);
    expect(world.cloud.open()).toEqual([]);
  });

  it('ends with all of its extensions when its requester is done', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    await world.say(RILEY, 'extend web-01 by 1h');
    await world.opened();
    await world.say(RILEY, "I'm done with web-01");
    await world.pass(60_000, 5_000);
    expect(world.cloud.open()).toEqual([]);
    expect((await world.request('aj-000001')).status).toBe('closed');
    expect((await world.request('aj-000002')).status).toBe('closed');
  });

  it('opens by itself where every matching rule grants it', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.opened();
    expect(world.cloud.open()).toEqual(['22/tcp web-01 203.0.113.7/32']);
    expect(await world.audit()).toEqual(['Riley asked pending', 'Ajar approve opening', 'Ajar opened open']);
  });

  it('needs as many different approvers as the rule says', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 on vault-01 for 1h from 203.0.113.7');
    const first = await world.click(AVERY, 'approve', 'approval');
    expect(first.sentence).toContain('needs more approvals');
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: true });
    await world.opened();
    expect(world.cloud.open()).toEqual([]);
    await world.click(BLAKE, 'approve', 'approval');
    await world.opened();
    expect(world.cloud.open()).toEqual(['22/tcp vault-01 203.0.113.7/32']);
  });

  it('answers an outsider as if the VM did not exist', async () => {
    const world = createWorld();
    await world.say(OLLY, ASK);
    expect(world.told(OLLY)).toMatch(/No rule/);
    expect(await world.audit()).toEqual(['Olly refused -']);
  });
});

describe('what the cloud refuses to close', () => {
  it('is found by its VM for as long as it is not proven shut', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
    await world.opened();
    world.cloud.weather.locked = true;
    await world.say(RILEY, 'close web-01');
    for (const [said, told] of [
      ['close web-01', 'aj-000001 is being closed, so it is too late to close it.'],
      ['extend web-01 by 1h', 'aj-000001 is being closed; only what is open can be extended.'],
    ] as const) {
      await world.say(RILEY, said);
      expect(world.told(RILEY), said).toBe(told);
    }
    await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.8');
    await world.say(RILEY, 'close web-01');
    expect(await world.request('aj-000002'), 'of two, what is open').toMatchObject({ status: 'closing' });
  });
});

describe('an incomplete ask', () => {
  it('takes the default duration and says so', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 from 203.0.113.7');
    expect(await world.request()).toMatchObject({ durationMs: HOUR, durationDefaulted: true });
  });

  it('asks for the source, and takes an address typed in answer', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h');
    expect(world.card('draft', RILEY)?.card).toMatchObject({ choices: [{ title: 'vpn' }] });
    await world.say(RILEY, '203.0.113.9');
    expect((await world.request('aj-000002')).grants[0]?.source).toBe('203.0.113.9/32');
  });

  it('offers the last addresses with their age', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on web-01 for 1h from 203.0.113.7');
    await world.pass(2 * HOUR);
    await world.say(RILEY, 'ssh on web-02 for 1h');
    expect(world.card('draft', RILEY)?.card).toMatchObject({
      choices: [{ title: '203.0.113.7', note: 'last used 2 h ago' }, { title: 'vpn' }],
    });
    await world.choose(RILEY, 0);
    expect((await world.request('aj-000003')).grants[0]?.source).toBe('203.0.113.7/32');
  });

  it('offers the nearest names of VMs that this person may ask for, and guesses none', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on wbe-01 for 1h from 203.0.113.7');
    const card = world.card('draft', RILEY)?.card;
    expect(card).toMatchObject({ choices: [{ title: 'web-01' }, {}, {}, {}, {}] });
    expect(JSON.stringify(card)).not.toContain('secret-01');
    await world.choose(RILEY, 0);
    expect((await world.request('aj-000002')).grants[0]?.vm.name).toBe('web-01');
  });

  it('asks which one when a name is ambiguous', async () => {
    const world = createWorld();
    await world.say(RILEY, 'ssh on twin for 1h from 203.0.113.7');
    await world.choose(RILEY, 1);
    expect((await world.request('aj-000002')).grants[0]?.vm.resourceGroup).toBe('rg-two');
  });
});

import { describe, expect, it } from 'vitest';
import { ADA, AVERY, OLLY, RILEY } from '../../sandbox/demo/people.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const HOUR = 3_600_000;
const ASK = 'open 3389 on vm-prod-01 tomorrow 22:00 to 23:00 from 203.0.113.7 because INC-123';
const START = new Date('2026-01-16T22:00:00Z');
const END = new Date('2026-01-16T23:00:00Z');

/** Time passes at once, with nobody looking, as when no process runs. */
const jumpTo = (world: World, at: Date): void => world.clock.pass(at.getTime() - world.clock.now().getTime());

async function approved(options: Parameters<typeof createWorld>[0] = {}): Promise<World> {
  const world = createWorld(options);
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  return world;
}

describe('a start that was asked for', () => {
  it('is approved now, opens then and closes at the end that was said', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    expect(await world.request()).toMatchObject({
      ...{ status: 'pending', startsAt: START, durationMs: HOUR, lapsesAt: START },
    });
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({
      sentence: 'Approved aj-000001. It is opened at its start, if all still holds then.',
    });
    expect(await world.request()).toMatchObject({ status: 'approved', startsAt: START });
    jumpTo(world, new Date(START.getTime() - 1000));
    await world.settle();
    expect(world.cloud.sent).toEqual([]);
    jumpTo(world, START);
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'open', until: END });
    expect(world.cloud.open()).toEqual(['3389/tcp vm-prod-01 203.0.113.7/32']);
    await world.pass(HOUR + 60_000, 60_000);
    expect((await world.request()).status).toBe('closed');
    expect(await world.audit()).toEqual([
      ...['Riley asked pending', 'Avery approve approved', 'Ajar start opening', 'Ajar opened open'],
      ...['Ajar warn open', 'Ajar expire closing', 'Ajar closed closed'],
    ]);
    const details = (await world.store.events({ limit: 9 })).map(({ detail }) => detail);
    const plan = 'to open at 2026-01-16T22:00:00.000Z until 2026-01-16T23:00:00.000Z';
    expect(details.slice(-2)).toEqual([plan, `${plan}: INC-123`]);
    expect(world.errors).toEqual([]);
  });

  it('waits for its answer until then, and lapses where nobody gave one', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.pass(2 * HOUR, 600_000);
    expect((await world.request()).status).toBe('pending');
    jumpTo(world, START);
    expect(await world.click(AVERY, 'approve', 'approval')).toMatchObject({ refused: true });
    expect(await world.request()).toMatchObject({ status: 'lapsed' });
    expect(world.cloud.sent).toEqual([]);
  });

  it('opens late, and never past the end that was said, where nobody was there at the start (H8)', async () => {
    const world = await approved();
    jumpTo(world, new Date(START.getTime() + 20 * 60_000));
    await world.opened();
    expect(await world.request()).toMatchObject({ status: 'open', until: END });
    const past = await approved();
    jumpTo(past, new Date(END.getTime() + 1));
    await past.settle();
    expect(await past.request()).toMatchObject({
      status: 'lapsed',
      why: expect.stringContaining('before the end'),
    });
    expect(past.cloud.sent).toEqual([]);
  });

  it('is cut by an approver like any other, from its start on', async () => {
    const world = createWorld();
    await world.say(RILEY, ASK);
    await world.click(AVERY, 'approve', 'approval', { minutes: '30' });
    jumpTo(world, new Date(START.getTime() + 5 * 60_000));
    await world.opened();
    expect(await world.request()).toMatchObject({
      ...{ status: 'open', until: new Date(START.getTime() + HOUR / 2) },
    });
  });

  it('is kept by a question that is asked back', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 tomorrow 22:00 to 23:00');
    await world.say(RILEY, '203.0.113.7');
    expect(await world.request('aj-000002')).toMatchObject({ startsAt: START, durationMs: HOUR });
  });

  it('has passed by the time at which a question is answered: nothing is asked', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 3389 on vm-prod-01 at 12:05 for 1h');
    world.clock.pass(6 * 60_000);
    await world.say(RILEY, '203.0.113.7');
    expect(world.told(RILEY)).toContain('has passed');
    expect(await world.store.find('aj-000002')).toBeUndefined();
  });

  it('is the policy’s to approve where its rules do', async () => {
    const world = createWorld();
    await world.say(RILEY, 'open 22 on web-01 tomorrow 22:00 to 23:00 from 203.0.113.7');
    expect(await world.request()).toMatchObject({ status: 'approved' });
    world.policy.now = policyOf(
      POLICY.replace('autoApprove: true, ', '').replace(
        'maxDuration: 4h }',
        'maxDuration: 4h, approvals: [{ count: 1, from: approvers }] }',
      ),
    );
    jumpTo(world, START);
    await world.settle();
    expect(await world.request()).toMatchObject({
      status: 'lapsed',
      why: expect.stringContaining('1 from approvers'),
    });
  });
});

describe('what the rules say of time', () => {
  const FREEZE = `${POLICY}  - id: freeze
    match: { tags: { env: prod }, time: { from: '2026-01-16 22:30', to: '2026-01-17 06:00', zone: UTC } }
    deny: Nothing is changed during the freeze.
`;

  it('counts over the span that was said, not at the asking', async () => {
    const world = createWorld({ policy: FREEZE });
    await world.say(RILEY, ASK);
    expect(world.told(RILEY)).toContain('I read the start as 2026-01-16 22:00 UTC');
    expect(world.told(RILEY)).toContain('Nothing is changed during the freeze.');
    await world.say(RILEY, ASK.replace('22:00 to 23:00', '21:00 to 22:00'));
    expect(await world.request()).toMatchObject({ status: 'pending' });
  });

  it('counts at the start too, where the freeze was declared since', async () => {
    const world = await approved();
    world.policy.now = policyOf(FREEZE);
    jumpTo(world, START);
    await world.settle();
    expect(await world.request()).toMatchObject({
      ...{ status: 'lapsed', why: expect.stringContaining('during the freeze') },
    });
  });

  it('keeps it from being planned further ahead than they let it', async () => {
    const near = POLICY.replace('maxDuration: 3h }\n', 'maxDuration: 3h }\n    allow: { startWithin: 6h }\n');
    const world = createWorld({ policy: near });
    await world.say(RILEY, ASK);
    expect(world.told(RILEY)).toContain('at most 6 h ahead');
    await world.say(RILEY, ASK.replace('tomorrow 22:00 to 23:00', 'at 17:00 for 1h'));
    expect(await world.request()).toMatchObject({ status: 'pending' });
  });
});

describe('at the start', () => {
  const lapsed = async (world: World, why: string): Promise<void> => {
    jumpTo(world, START);
    await world.settle();
    expect(await world.request()).toMatchObject({ status: 'lapsed', why: expect.stringContaining(why) });
    expect(world.cloud.sent).toEqual([]);
    for (const [who, card] of [
      [RILEY, 'request'],
      [AVERY, 'approval'],
    ] as const) {
      const last = world.stage.messages.findLast(({ place }) => place.privateTo === who.id);
      expect(last?.card).toMatchObject({ card, request: { status: 'lapsed' } });
      expect(last?.edits).toBe(0);
    }
  };

  it('H17: an approver who was taken out since counts for nothing, and both are told why', async () => {
    const world = await approved();
    world.policy.now = policyOf(
      POLICY.replace(`approvers: [{ id: ${AVERY.id}, name: Avery }, {`, 'approvers: [{').replace(
        'count: 2',
        'count: 1',
      ),
    );
    await lapsed(
      world,
      'Avery Approver may not approve it any more. At its start it needs approval by 1 from approvers',
    );
  });

  it('H2: a policy that asks for more by now is not met by what was given before', async () => {
    const world = await approved();
    world.policy.now = policyOf(POLICY.replace('count: 1', 'count: 2'));
    await lapsed(world, 'needs approval by 2 from approvers');
  });

  it('a policy that refuses by now lets nothing open', async () => {
    const world = await approved();
    world.policy.now = policyOf(POLICY.replace('maxDuration: 3h', 'maxDuration: 30m'));
    await lapsed(world, 'does not allow this any more');
  });

  it('another VM under the same name is not opened', async () => {
    const world = await approved();
    const at = world.cloud.vms.findIndex(({ name }) => name === 'vm-prod-01');
    world.cloud.vms[at] = { ...world.cloud.vms[at]!, vmId: 'another' };
    await lapsed(world, 'is not the VM any more');
  });

  it('H11: what cannot be told is neither yes nor no: it is asked again until its end', async () => {
    const world = await approved();
    world.cloud.weather.blind = new CloudError('busy', 'Azure does not answer.');
    jumpTo(world, START);
    await world.pass(60_000, 10_000);
    expect((await world.request()).status).toBe('approved');
    delete world.cloud.weather.blind;
    await world.pass(6 * 60_000, 30_000);
    expect(await world.request()).toMatchObject({ status: 'open', until: END });
    const blind = await approved();
    blind.cloud.weather.blind = new CloudError('busy', 'Azure does not answer.');
    jumpTo(blind, START);
    await blind.pass(HOUR + 60_000, 60_000);
    expect((await blind.request()).status).toBe('lapsed');
  });
});

describe('before its start', () => {
  it('an approver takes it back with a word, and its requester is told (H12)', async () => {
    const world = await approved();
    expect(
      await world.click(AVERY, 'deny', 'approval', { reason: 'The change was called off' }),
    ).toMatchObject({
      sentence: 'Took aj-000001 back. It will not be opened.',
    });
    expect(world.card('request', RILEY)?.card).toMatchObject({
      request: { status: 'denied', why: 'The change was called off' },
    });
    jumpTo(world, START);
    await world.settle();
    expect((await world.request()).status).toBe('denied');
    expect(world.cloud.sent).toEqual([]);
  });

  it('an admin takes it back, nobody else does, and its requester cancels it', async () => {
    const world = await approved();
    await world.say(OLLY, 'close aj-000001');
    expect(world.told(OLLY)).toContain('Only an approver of aj-000001 or an admin');
    await world.say(RILEY, 'deny aj-000001');
    expect(world.told(RILEY)).toContain('cancel it instead');
    await world.say(ADA, 'close aj-000001 because the freeze');
    expect(await world.request()).toMatchObject({ status: 'denied', by: { id: ADA.id } });
    const other = await approved();
    await other.say(RILEY, 'close vm-prod-01');
    expect((await other.request()).status).toBe('cancelled');
  });

  it('is in the list, the overview, the status and who has what, with its start', async () => {
    const world = await approved();
    await world.say(RILEY, 'list');
    expect(world.card('list', RILEY)?.card).toMatchObject({ rows: [{ request: { status: 'approved' } }] });
    await world.say(ADA, 'who has vm-prod-01');
    expect(world.card('list', ADA)?.card).toMatchObject({
      ...{
        title: 'Open now, or approved for later on vm-prod-01',
        rows: [{ request: { status: 'approved' } }],
      },
    });
    await world.say(RILEY, 'home');
    expect(world.card('home', RILEY)?.card).toMatchObject({
      home: {
        mine: [{ request: { status: 'approved' }, facts: { can: { cancel: true, takeBack: false } } }],
      },
    });
  });
});

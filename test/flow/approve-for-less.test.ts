import { expect, it } from 'vitest';
import { AVERY, BLAKE, RILEY } from '../../sandbox/demo/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';

it('an approver opens a port for less time than was asked for, and everybody reads so', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  expect(await world.click(AVERY, 'approve', 'approval', { minutes: '30' })).toMatchObject({
    refused: false,
  });
  const request = await world.request();
  expect(request).toMatchObject({ durationMs: 1_800_000, shortened: { askedMs: 7_200_000, by: AVERY } });
  expect('until' in request && request.until.getTime() - world.clock.now().getTime()).toBeLessThanOrEqual(
    1_800_000,
  );
  await world.opened();
  const [approval] = await world.store
    .events({ request: 'aj-000001', limit: 9 })
    .then((events) => events.filter(({ kind }) => kind === 'approve'));
  expect(approval?.detail).toBe('for 30 min instead of 2 h');
  await world.pass(1_900_000);
  expect(world.cloud.open()).toEqual([]);
});

it('nobody is given more time than they asked for', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  expect(await world.click(AVERY, 'approve', 'approval', { minutes: '180' })).toMatchObject({
    refused: true,
    sentence: 'aj-000001 asks for 2 h; you can approve it for less time, not for more.',
  });
  for (const minutes of ['-5', '0', '1.5', 'Infinity', ''])
    expect(await world.click(AVERY, 'approve', 'approval', { minutes })).toMatchObject({ refused: true });
  expect((await world.request()).status).toBe('pending');
});

it('the second of two approvers sees the shorter time before they approve it, and the first need not come back', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 22 on vault-01 for 2h from 203.0.113.7');
  const before = world.card('approval', BLAKE);
  await world.click(AVERY, 'approve', 'approval', { minutes: '30' });
  expect(await world.request()).toMatchObject({ status: 'pending', terms: 2, durationMs: 1_800_000 });
  const stale = await world.flow.clicked({
    ...{ key: world.key(), person: BLAKE, verb: 'approve', request: 'aj-000001', terms: 1, fields: {} },
    ...{ place: before?.place ?? world.stage.room(BLAKE.id), message: before?.id ?? '' },
  });
  expect(stale).toMatchObject({ refused: true, sentence: expect.stringContaining('has changed') });
  expect(await world.click(BLAKE, 'approve', 'approval')).toMatchObject({ refused: false });
  expect((await world.request()).status).toBe('opening');
});

it('an approver may type it', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  await world.say(AVERY, 'approve aj-000001 for 45m');
  expect(await world.request()).toMatchObject({ status: 'opening', durationMs: 45 * 60_000 });
});

it('less time may be given where the policy now allows less than was asked for, and never more than that', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  world.policy.now = policyOf(POLICY.replace('maxDuration: 3h', 'maxDuration: 1h'));
  expect(await world.click(AVERY, 'approve', 'approval', { minutes: '30' })).toMatchObject({
    sentence: 'Approved aj-000001. It is being opened now.',
  });
  expect(await world.request()).toMatchObject({ status: 'opening', durationMs: 1_800_000 });
  await world.say(RILEY, ASK.replace('2h', '45m'));
  world.policy.now = policyOf(POLICY.replace('maxDuration: 3h', 'maxDuration: 20m'));
  await world.say(AVERY, 'approve aj-000002 for 30m');
  expect((await world.request('aj-000002')).status).toBe('lapsed');
});

it('minutes are whole, however a client writes them', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  for (const minutes of ['1e1', '0x1e', ' 30 ', '+30', '030', '30.0', '9'.repeat(400), 'NaN'])
    expect(await world.click(AVERY, 'approve', 'approval', { minutes }), minutes).toMatchObject({
      refused: true,
    });
  expect((await world.request()).status).toBe('pending');
});

it('a click that comes twice shortens once', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 22 on vault-01 for 2h from 203.0.113.7');
  const delivery = world.key();
  await world.click(AVERY, 'approve', 'approval', { minutes: '60' }, delivery);
  const again = await world.click(AVERY, 'approve', 'approval', { minutes: '30' }, delivery);
  expect(again.refused).toBe(false);
  expect(await world.request()).toMatchObject({ terms: 2, durationMs: 3_600_000 });
});

it('less than any rule lets be asked for is refused, and what was asked for waits on', async () => {
  const long = POLICY.replace(
    'match: { tags: { env: prod }, requesters: [engineers] }',
    'match: { tags: { env: prod }, requesters: [engineers], duration: { over: 30m } }',
  );
  const world = createWorld({ policy: long });
  await world.say(RILEY, ASK);
  expect(await world.click(AVERY, 'approve', 'approval', { minutes: '15' })).toMatchObject({
    ...{ refused: true, sentence: expect.stringContaining('for 15 min') },
  });
  expect((await world.request()).status).toBe('pending');
  await world.click(AVERY, 'approve', 'approval');
  expect((await world.request()).status).toBe('opening');
});

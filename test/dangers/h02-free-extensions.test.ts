import { expect, test } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld, POLICY, type World } from '../fakes/world.ts';

const statusOf = async (world: World, id: string) => (await world.request(id)).status;

test('H2: what was opened by break-glass is extended with approval alone, however many extensions are free', async () => {
  const policy = POLICY.replace(
    'maxDuration: 3h }\n',
    'maxDuration: 3h }\n    allow: { freeExtensions: 2, breakGlass: { groups: [engineers], review: { from: approvers, within: 1h } } }\n',
  );
  const world = createWorld({ policy });
  await world.say(
    RILEY,
    'break glass: open 3389 on vm-prod-01 for 30m from 203.0.113.7 because the shop is down',
  );
  await world.choose(RILEY, 0);
  await world.opened();
  await world.say(RILEY, 'extend vm-prod-01 by 30m');
  await world.opened();
  expect(await statusOf(world, 'aj-000003')).toBe('pending');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect(await statusOf(world, 'aj-000003')).toBe('open');
  // Somebody has approved it by now, so that the next one is free.
  await world.say(RILEY, 'extend aj-000003 by 30m');
  await world.opened();
  expect(await statusOf(world, 'aj-000004')).toBe('open');
});

test('H2: what nobody had to approve is not extended freely into what somebody would have had to', async () => {
  const long = `
  - id: long
    match: { tags: { env: dev }, requesters: [engineers], duration: { over: 1h } }
    require: { approvals: [{ count: 1, from: approvers }] }
    allow: { freeExtensions: 1 }
`;
  const world = createWorld({ policy: POLICY.trimEnd() + long });
  await world.say(RILEY, 'open 22 on web-01 for 2h from 203.0.113.7');
  await world.settle();
  expect(await statusOf(world, 'aj-000001')).toBe('pending');
  await world.say(RILEY, 'cancel aj-000001');
  await world.say(RILEY, 'open 22 on web-01 for 1h from 203.0.113.7');
  await world.opened();
  expect(await statusOf(world, 'aj-000002')).toBe('open');
  await world.say(RILEY, 'extend aj-000002 by 1h');
  await world.opened();
  expect(await statusOf(world, 'aj-000003')).toBe('pending');
});

test('H2: what an approver let be for less time is made longer with approval alone, however many extensions are free', async () => {
  const policy = POLICY.replace(
    'maxDuration: 3h }\n',
    'maxDuration: 3h }\n    allow: { freeExtensions: 2 }\n',
  );
  const world = createWorld({ policy });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
  await world.say(AVERY, 'approve aj-000001 for 15m');
  await world.opened();
  await world.say(RILEY, 'extend vm-prod-01 by 1h');
  await world.opened();
  expect(await statusOf(world, 'aj-000002')).toBe('pending');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  // All of that was approved as it was asked, so that the next one is free.
  await world.say(RILEY, 'extend aj-000002 by 30m');
  await world.opened();
  expect(await statusOf(world, 'aj-000003')).toBe('open');
});

test('H2: a port that an approver left out is not opened by an extension, though its number is open by the other protocol', async () => {
  const policy = POLICY.replace(
    'maxDuration: 3h }\n',
    'maxDuration: 3h }\n    allow: { freeExtensions: 1 }\n',
  );
  const world = createWorld({ policy });
  world.cloud.weather.nsg = true;
  await world.say(RILEY, 'open 53/tcp 53/udp on vm-prod-01, vm-prod-02 for 30m from 203.0.113.7');
  const { grants } = await world.request();
  const left = grants.filter(({ vm, port }) => (vm.name === 'vm-prod-01') === (port.protocol === 'udp'));
  await world.click(AVERY, 'approve', 'approval', { only: left.map(({ key }) => key).join() });
  await world.opened();
  const open = ['53/udp vm-prod-01 203.0.113.7/32', '53/tcp vm-prod-02 203.0.113.7/32'];
  expect(world.cloud.open()).toEqual(open);
  await world.say(RILEY, 'extend aj-000001 by 30m');
  await world.opened();
  expect(await statusOf(world, 'aj-000002')).toBe('open');
  expect([...new Set(world.cloud.open())]).toEqual(open);
});

test('H2: what would open wider than what was approved is extended with approval alone', async () => {
  const policy = POLICY.replace(
    'maxDuration: 3h }\n',
    'maxDuration: 3h }\n    allow: { freeExtensions: 2 }\n',
  );
  const world = createWorld({ policy });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 30m from 203.0.113.7');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  const { defender } = world.cloud.providers;
  const { plan } = defender;
  // Somebody lets the JIT policy keep the port for any protocol from now on.
  const opening = (protocol: '*' | 'tcp') => (): void => {
    Object.assign(defender, {
      plan: (...asked: Parameters<typeof plan>) => {
        const planned = plan(...asked);
        if ('refused' in planned) return planned;
        return { grants: planned.grants.map((each) => ({ ...each, opens: { ...each.port, protocol } })) };
      },
    });
  };
  opening('*')();
  await world.say(RILEY, 'extend aj-000001 by 30m');
  await world.opened();
  expect(await statusOf(world, 'aj-000002')).toBe('pending');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  opening('tcp')();
  await world.say(RILEY, 'extend aj-000002 by 30m');
  await world.opened();
  expect(await statusOf(world, 'aj-000003')).toBe('open');
});

test('the log says of a free extension that it is one, and not that its rules approve by themselves', async () => {
  const policy = POLICY.replace(
    'maxDuration: 3h }\n',
    'maxDuration: 3h }\n    allow: { freeExtensions: 1 }\n',
  );
  const world = createWorld({ policy });
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 30m from 203.0.113.7');
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  await world.say(RILEY, 'extend aj-000001 by 30m');
  await world.opened();
  const events = await world.store.events({ request: 'aj-000002', limit: 9 });
  expect(events.find(({ kind }) => kind === 'approve')?.entitled).toBe('free extension of aj-000001');
});

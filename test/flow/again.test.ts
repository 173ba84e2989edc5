import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

const WEB = 'open 22 on web-01 for 1h from 203.0.113.7 because deploy';

it('the usual is what somebody asked for most, judged anew', async () => {
  const world = createWorld();
  await world.say(RILEY, WEB);
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
  await world.say(RILEY, WEB);
  await world.say(RILEY, 'the usual');
  const usual = await world.request('aj-000004');
  expect(usual.grants.map(({ vm, port, source }) => [vm.name, port.number, source])).toEqual([
    ['web-01', 22, '203.0.113.7/32'],
  ]);
  expect(usual).toMatchObject({ durationMs: 3_600_000, justification: 'deploy' });
});

it('one may be named by its id, by the one who asked for it', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 2h from 203.0.113.7');
  await world.say(RILEY, 'again aj-000001');
  expect(await world.request('aj-000002')).toMatchObject({ status: 'pending', durationMs: 7_200_000 });
  await world.say(AVERY, 'again aj-000001');
  expect(world.told(AVERY)).toBe('I know no request aj-000001 of yours.');
});

it('there is no usual before the first', async () => {
  const world = createWorld();
  await world.say(RILEY, 'the usual');
  expect(world.told(RILEY)).toContain('nothing before');
});

it('both of two VMs of one name are asked for again', async () => {
  const world = createWorld();
  const ids = (await world.cloud.inventory.all()).filter(({ name }) => name === 'twin').map(({ id }) => id);
  await world.say(RILEY, `open 22 on ${ids.join(' and ')} for 1h from 203.0.113.7`);
  await world.say(RILEY, 'again aj-000001');
  for (const id of ['aj-000001', 'aj-000002'])
    expect((await world.request(id)).grants.map(({ vm }) => vm.id).sort()).toEqual(ids.sort());
});

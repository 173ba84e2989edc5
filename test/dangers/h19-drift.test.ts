import { expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { CloudError, type Order } from '../../src/ports/provider.ts';
import { createWorld } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7';

it('H19: an access that somebody closed outside of Ajar is found and told', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  world.cloud.revoke('aj-000001');
  await world.pass(2 * 60_000, 10_000);
  expect(await world.request()).toMatchObject({ status: 'closed', ending: { kind: 'gone' } });
});

it('H19: a VM that was replaced under its name ends what is waiting and what is open', async () => {
  const world = createWorld();
  await world.say(RILEY, ASK);
  const replaced = { ...world.cloud.vms[0]!, vmId: 'another' };
  world.cloud.vms[0] = replaced;
  await world.click(AVERY, 'approve', 'approval');
  expect(await world.request()).toMatchObject({ status: 'lapsed', why: expect.stringContaining('replaced') });
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  world.cloud.vms[0] = { ...replaced, privateAddresses: ['10.0.0.99'] };
  await world.pass(3 * 60_000, 10_000);
  expect(await world.request('aj-000002')).toMatchObject({ status: 'closed', ending: { kind: 'gone' } });
  expect(world.cloud.open()).toEqual([]);
});

it('H19: what became of one VM is found although another one of the same request cannot be read', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 22 on web-01 and web-02 for 2h from 203.0.113.7');
  await world.opened();
  const { provider } = world.cloud;
  const read = provider.read.bind(provider);
  Object.assign(provider, {
    read: async (order: Order) => {
      if (order.grants.some(({ vm }) => vm.name === 'web-01'))
        throw new CloudError('denied', 'No right to read.');
      return read(order);
    },
  });
  world.cloud.revoke('aj-000001', 'g2');
  await world.pass(2 * 60_000, 10_000);
  expect((await world.request()).grants).toMatchObject([{ state: 'open' }, { state: 'closed' }]);
  expect(await world.audit()).toContainEqual(expect.stringContaining('drift'));
});

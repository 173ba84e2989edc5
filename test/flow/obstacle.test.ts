import { describe, expect, it } from 'vitest';
import { AVERY, RILEY } from '../../sandbox/demo/people.ts';
import { obstacles } from '../../src/chat/basics.ts';
import { networkOf, ruleOf } from '../fakes/network.ts';
import { createWorld, type World } from '../fakes/world.ts';

const ASK = 'open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-123';

async function opened(prepare: (world: World) => void): Promise<World> {
  const world = createWorld();
  prepare(world);
  await world.say(RILEY, ASK);
  await world.click(AVERY, 'approve', 'approval');
  await world.opened();
  expect((await world.request()).status).toBe('open');
  return world;
}

const vmOf = (world: World) => world.cloud.vms.find(({ name }) => name === 'vm-prod-01')!;
const onCard = (world: World): readonly string[] => {
  const card = world.card('connect', RILEY)?.card;
  return card?.card === 'connect' ? obstacles(card.request) : ['no card'];
};

describe('a look after every opening', () => {
  it('says on the connect card that nothing will connect, and why: the VM is stopped', async () => {
    const world = await opened((each) => {
      const vm = vmOf(each);
      each.cloud.networks.set(vm.id, networkOf({ ...vm, power: 'stopped' }));
    });
    expect(onCard(world)).toEqual([
      '3389/tcp on vm-prod-01 is open, but nothing will connect, because vm-prod-01 is stopped. Start it.',
    ]);
    expect(world.errors).toEqual([]);
  });

  it('says so where a rule that outranks every group keeps the requester out', async () => {
    const never = ruleOf({ name: 'never-rdp', of: 'company', access: 'deny', ports: ['3389'] });
    const world = await opened((each) => {
      const letsIn = ruleOf({ ports: ['3389'], sources: ['203.0.113.7'] });
      each.cloud.networks.set(vmOf(each).id, networkOf(vmOf(each), [letsIn], { adminRules: [never] }));
    });
    expect(onCard(world).join()).toContain('the rules before it do not let 203.0.113.7 in.');
    expect(onCard(world).join()).toContain(
      'but the rule "never-rdp" of company (priority 300) keeps them out',
    );
  });

  it('says nothing where the opening is all that was missing', async () => {
    const world = await opened(() => undefined);
    expect(onCard(world)).toEqual([]);
    expect(await world.request()).toMatchObject({ grants: [{ obstacle: '' }] });
  });

  it('is done once, and what was found stays', async () => {
    const world = await opened((each) => {
      each.cloud.networks.set(vmOf(each).id, networkOf({ ...vmOf(each), power: 'stopped' }));
    });
    world.cloud.networks.clear();
    await world.pass(10 * 60_000);
    expect(onCard(world).join()).toContain('is stopped');
  });
});

import { describe, expect, it } from 'vitest';
import { networkOf, ruleOf } from '../fakes/network.ts';
import { obstaclesShown, opened, openedVm } from '../fakes/opened.ts';

describe('a look after every opening', () => {
  it('says on the connect card that nothing will connect, and why: the VM is stopped', async () => {
    const world = await opened((each) => {
      const vm = openedVm(each);
      each.cloud.networks.set(vm.id, networkOf({ ...vm, power: 'stopped' }));
    });
    expect(obstaclesShown(world)).toEqual([
      '3389/tcp on vm-prod-01 is open, but nothing will connect, because vm-prod-01 is stopped. Start it.',
    ]);
    expect(world.errors).toEqual([]);
  });

  it('says so where a rule that outranks every group keeps the requester out', async () => {
    const never = ruleOf({ name: 'never-rdp', of: 'company', access: 'deny', ports: ['3389'] });
    const world = await opened((each) => {
      const letsIn = ruleOf({ ports: ['3389'], sources: ['203.0.113.7'] });
      each.cloud.networks.set(
        openedVm(each).id,
        networkOf(openedVm(each), [letsIn], { adminRules: [never] }),
      );
    });
    expect(obstaclesShown(world).join()).toContain('the rules before it do not let 203.0.113.7 in.');
    expect(obstaclesShown(world).join()).toContain(
      'but the rule "never-rdp" of company (priority 300) keeps them out',
    );
  });

  it('says nothing where the opening is all that was missing', async () => {
    const world = await opened(() => undefined);
    expect(obstaclesShown(world)).toEqual([]);
    expect(await world.request()).toMatchObject({ grants: [{ obstacle: '' }] });
  });

  it('is done once, and what was found stays', async () => {
    const world = await opened((each) => {
      each.cloud.networks.set(openedVm(each).id, networkOf({ ...openedVm(each), power: 'stopped' }));
    });
    world.cloud.networks.clear();
    await world.pass(10 * 60_000);
    expect(obstaclesShown(world).join()).toContain('is stopped');
  });
});

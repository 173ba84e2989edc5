import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { NOBODY } from '../../../contracts/provider/stand.ts';
import { nsgId, scenario } from '../sandbox-azure.ts';
import { atVm, rulesOf } from './stand.ts';

type Rules = NonNullable<Scenario['nsgs'][number]['rules']>;

/** web-01 is in the application security group `web`, and its interface's group has these rules about such groups. */
const byGroups = (rules: Rules): Scenario => ({
  ...scenario,
  nsgs: scenario.nsgs.map((nsg) => (nsg.name === 'nsg-second' ? nsg : { ...nsg, rules })),
  vms: scenario.vms.map((vm) => ({
    ...vm,
    nics: (vm.nics ?? []).map((nic) => (vm.name === 'web-01' ? { ...nic, asgs: ['web'] } : nic)),
  })),
});

const deny: Rules[number] = { name: 'deny-web', priority: 300, access: 'Deny', destinationAsgs: ['web'] };

describe('a VM in application security groups', () => {
  it('is opened by a rule about its addresses, before a deny rule about the group that it is in', async () => {
    const { plan, open, lets, ours, provider, order } = await atVm({ scenario: byGroups([deny]) });
    const held = await open(await plan());
    expect(held).toMatchObject([{ state: 'open' }]);
    expect(ours('nsg-nic')).toMatchObject([
      { properties: { priority: 200, destinationAddressPrefix: '10.0.0.4' } },
    ]);
    expect(await lets('203.0.113.7')).toBe(true);
    expect(await lets('203.0.113.8')).toBe(false);
    await provider.close(order(held), NOBODY);
    expect(await lets('203.0.113.7')).toBe(false);
  });

  it('is not called open where a deny rule about a group comes first: whom it means cannot be told', async () => {
    const first = { ...deny, priority: 100 };
    const { plan, provider, order, lets } = await atVm({ scenario: byGroups([first]) });
    expect(await provider.open(order(await plan()))).toMatchObject([
      { state: 'failed', note: expect.stringContaining('"deny-web" (100)') },
    ]);
    expect(await lets('203.0.113.7')).toBe(false);
  });

  it('keeps the rules of others about groups as they are', async () => {
    const allow = { name: 'from-app', priority: 900, sourceAsgs: ['app'], destinationAsgs: ['web'] };
    const { plan, open, provider, order, sandbox } = await atVm({ scenario: byGroups([deny, allow]) });
    const before = rulesOf(sandbox, 'nsg-nic');
    const held = await open(await plan());
    await provider.close(order(held), NOBODY);
    expect(rulesOf(sandbox, 'nsg-nic')).toEqual(before);
  });

  it('is in the sandbox whoever an interface says it is: the door goes by the members of now', async () => {
    const allow = { name: 'to-web', priority: 300, destinationAsgs: ['web'] };
    const { lets, sandbox } = await atVm({ scenario: byGroups([allow]) });
    expect(await lets('203.0.113.9')).toBe(true);
    const nic = sandbox.document(
      nsgId('x').replace('networkSecurityGroups/x', 'networkInterfaces/web-01-nic'),
    )!;
    nic.properties.ipConfigurations[0].properties.applicationSecurityGroups = [];
    sandbox.put(nic);
    expect(await lets('203.0.113.9')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { AVERY, RILEY } from '../../../../sandbox/demo/people.ts';
import { createWorld } from '../../../fakes/world.ts';
import { scenario } from '../sandbox-azure.ts';
import { atVm } from './stand.ts';

const VM = { group: 'rg-Web', ports: [8080], tags: { env: 'prod' } };
const GROUPS = ['nsg-nic', 'nsg-subnet', 'nsg-second'];

/** A VM for each place that a group can be at, and one with both families. */
const places: Scenario = {
  ...scenario,
  networks: [{ ...scenario.networks[0]!, space: ['10.0.0.0/16', 'fd00::/56'] }],
  vms: [
    { ...VM, name: 'web-both', nics: [{ subnet: 'vnet/web', address: '10.0.0.31', nsg: 'nsg-nic' }] },
    { ...VM, name: 'web-subnet', nics: [{ subnet: 'vnet/web', address: '10.0.0.32' }] },
    { ...VM, name: 'web-nic', nics: [{ subnet: 'vnet/bare', address: '10.0.1.33', nsg: 'nsg-second' }] },
    {
      ...{ ...VM, name: 'web-six' },
      nics: [
        {
          ...{ subnet: 'vnet/web', address: '10.0.0.34', public: '198.51.100.34', nsg: 'nsg-nic' },
          ...{ address6: 'fd00::34', public6: '2001:db8::34' },
        },
      ],
    },
  ].map(({ nics: [nic], ...vm }) => ({ ...vm, nics: [{ public: publicOf(vm.name), ...nic! }] })),
  policies: [],
};

function publicOf(name: string): string {
  return `198.51.100.${40 + name.length}`;
}

describe('a port that no JIT policy keeps, with its groups wherever they are', () => {
  it.each([
    ['both groups', 'web-both', '203.0.113.7', '203.0.113.8', ['nsg-nic', 'nsg-subnet']],
    ["the subnet's group alone", 'web-subnet', '203.0.113.7', '203.0.113.8', ['nsg-subnet']],
    ["the interface's group alone", 'web-nic', '203.0.113.7', '203.0.113.8', ['nsg-second']],
    ['an IPv6 source', 'web-six', '2001:db8:7::7', '2001:db8:7::8', ['nsg-nic', 'nsg-subnet']],
    [
      'an IPv4 source of a VM with both families',
      'web-six',
      '203.0.113.7',
      '2001:db8:7::7',
      ['nsg-nic', 'nsg-subnet'],
    ],
  ] as const)('%s: opens from the sentence to the socket, and shuts', async (_, vm, source, other, groups) => {
    const { azure, clock, lets, ours } = await atVm({ vm, scenario: places });
    await azure.inventory.refresh();
    const world = createWorld({ azure: { ...azure, clock } });
    const having = () => GROUPS.filter((nsg) => ours(nsg).length > 0);
    const knocks = async () => [await lets(source), await lets(other)];
    expect(await knocks()).toEqual([false, false]);
    await world.say(RILEY, `open 8080 on ${vm} for 1h from ${source} because patching`);
    await world.click(AVERY, 'approve', 'approval');
    await world.opened();
    expect(await world.request()).toMatchObject({
      status: 'open',
      grants: [{ provider: 'nsg', state: 'open' }],
    });
    expect(having()).toEqual(groups);
    expect(await knocks()).toEqual([true, false]);
    await world.pass(3_600_000 + 60_000, 300_000);
    expect(await world.request()).toMatchObject({ status: 'closed' });
    expect(having()).toEqual([]);
    expect(await knocks()).toEqual([false, false]);
    expect(world.errors).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import type { Vm } from '../../../../src/access/vm.ts';
import { startAzure, type TestAzure } from '../sandbox-azure.ts';

const SUB = '00000000-0000-4000-8000-0000000000c4';
const groups = ['rg', 'nodes', 'MC_rg_shop_koreacentral'];
const inside = { prefix: '10.0.1.0/24', nsg: 'nsg' };
const nic = (n: number) => [{ subnet: 'vnet/inside', address: `10.0.1.${n}` }];

const scenario: Scenario = {
  subscriptions: { s: { id: SUB, name: 'Groups' } },
  groups: Object.fromEntries(groups.map((name) => [name, { subscription: 's', location: 'koreacentral' }])),
  nsgs: groups.map((group) => ({ name: 'nsg', group })),
  networks: [
    ...groups.map((group) => ({ name: 'vnet', group, space: ['10.0.0.0/16'], subnets: { inside } })),
    { name: 'spoke', group: 'rg', space: ['10.8.0.0/16'], subnets: { in: { prefix: '10.8.0.0/24' } } },
  ],
  vms: [
    { name: 'usual', group: 'rg', nics: nic(4) },
    { name: 'flexible_1', group: 'rg', nics: nic(5) },
    { name: 'tagged', group: 'rg', nics: nic(6), tags: { 'aks-managed-poolName': 'np1' } },
    { name: 'owned', group: 'nodes', nics: nic(7) },
    { name: 'named', group: 'MC_rg_shop_koreacentral', nics: nic(8) },
    { name: 'behind-hub', group: 'rg', nics: [{ subnet: 'spoke/in', address: '10.8.0.4' }] },
  ],
  policies: [],
};

const at = (group: string): string => `/subscriptions/${SUB}/resourceGroups/${group}`;
const NETWORK = `${at('rg')}/providers/Microsoft.Network`;
const HUB = `${NETWORK}/virtualHubs/hub-kr`;

const scaleSet = (name: string, properties: object, group = 'rg') => ({
  ...{ id: `${at(group)}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`, name, properties },
  ...{ type: 'Microsoft.Compute/virtualMachineScaleSets', sku: { name: 'Standard_B2s', capacity: 12 } },
});

function putGroups({ sandbox }: TestAzure): void {
  const owner = `${at('rg')}/providers/Microsoft.ContainerService/managedClusters/shop`;
  sandbox.put(
    scaleSet('web', { orchestrationMode: 'Uniform' }),
    scaleSet('old', {}),
    scaleSet('flexible', { orchestrationMode: 'Flexible' }),
    scaleSet('aks-pool', { orchestrationMode: 'Uniform' }, 'nodes'),
    { ...sandbox.document(at('nodes'))!, managedBy: owner },
  );
}

/** The spoke hangs on a virtual hub; its own side shows a peering with a network of Microsoft's. */
function putHub({ sandbox }: TestAzure, secured: boolean): void {
  const spoke = sandbox.document(`${NETWORK}/virtualNetworks/spoke`)!;
  const hidden = `/subscriptions/${SUB}/resourceGroups/RG_hub-kr_1/providers/Microsoft.Network/virtualNetworks/HV_hub-kr_1`;
  const peering = { properties: { remoteVirtualNetwork: { id: hidden }, peeringState: 'Connected' } };
  const firewall = {
    ...{ id: `${NETWORK}/azureFirewalls/fw-hub`, name: 'fw-hub', type: 'Microsoft.Network/azureFirewalls' },
    properties: {
      ...{ sku: { name: 'AZFW_Hub', tier: 'Standard' }, virtualHub: { id: HUB } },
      firewallPolicy: { id: `${NETWORK}/firewallPolicies/wan` },
    },
  };
  sandbox.put(
    { ...spoke, properties: { ...spoke.properties, virtualNetworkPeerings: [peering] } },
    {
      ...{ id: HUB, name: 'hub-kr', type: 'Microsoft.Network/virtualHubs' },
      properties: { addressPrefix: '10.100.0.0/23' },
    },
    {
      ...{ id: `${HUB}/hubVirtualNetworkConnections/spoke`, name: 'spoke' },
      type: 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections',
      properties: { remoteVirtualNetwork: { id: spoke.id.toUpperCase() } },
    },
    ...(secured ? [firewall] : []),
  );
}

async function listed(change: (test: TestAzure) => void): Promise<ReadonlyMap<string, Vm>> {
  const test = await startAzure({ scenario });
  change(test);
  return new Map((await test.azure.inventory.all()).map((vm) => [vm.name, vm]));
}

describe('what comes in groups', () => {
  it('is unsupported where it is a uniform scale set, and says how many machines that are', async () => {
    const vms = await listed(putGroups);
    for (const name of ['web', 'old'])
      expect(vms.get(name)).toMatchObject({ protection: { unsupported: 'scale-set' }, instances: 12 });
    expect(vms.has('flexible')).toBe(false);
    expect(vms.get('flexible_1')?.protection).toBe('not-configured');
  });

  it('is unsupported where it is a node of a Kubernetes cluster, by its group, its tags or its name', async () => {
    const vms = await listed(putGroups);
    for (const name of ['tagged', 'owned', 'named', 'aks-pool'])
      expect([name, vms.get(name)?.protection]).toEqual([name, { unsupported: 'aks-node' }]);
    expect(vms.get('usual')?.protection).toBe('not-configured');
  });
});

describe('a network behind a virtual hub', () => {
  const behind = async (change: (test: TestAzure) => void) => (await listed(change)).get('behind-hub');

  it("is behind the hub's firewall", async () => {
    expect((await behind((test) => putHub(test, true)))?.protection).toEqual({
      unsupported: 'firewall-policy',
    });
    expect((await behind(() => undefined))?.protection).toEqual({ unsupported: 'no-guard' });
  });

  it.each([
    'virtualHubs/hubVirtualNetworkConnections',
    'azureFirewalls',
  ])('cannot be told where its %s may not be read', async (type) => {
    const vm = await behind((test) => {
      putHub(test, true);
      test.sandbox.edit({
        ...{ kind: 'permissions', actions: ['*'] },
        notActions: [`Microsoft.Network/${type}/read`],
      });
    });
    expect(vm?.protection).toBe('unknown');
  });

  it('cannot be told where nothing is known of the hub', async () => {
    expect((await behind((test) => putHub(test, false)))?.protection).toBe('unknown');
  });
});

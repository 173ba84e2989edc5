import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sandbox/azure/scenario.ts';
import { isResourceGroup, isVmName, readVmResourceId } from '../../src/access/azure-name.ts';
import { findingsOf } from '../../src/access/check/judge.ts';
import { matchVms } from '../../src/access/vm-filter.ts';
import { QUERIES } from '../../src/cloud/azure/inventory/queries.ts';
import { parseId, type ResourceKind } from '../../src/cloud/azure/wire/resource-id.ts';
import { grantFor } from '../cloud/azure/pure.ts';
import { orderFor, planned, SUB, startAzure } from '../cloud/azure/sandbox-azure.ts';

/** What Azure allows, and what would break a path, a filter or a sentence that was put together carelessly. */
const GROUPS = [
  'rg-웹서버-(운영)',
  'RG.With.Dots_and-(Parens)-',
  'ünï',
  'resourcegroups',
  `g${'r'.repeat(89)}`,
];
const NAMES = ['all', 'aj-vm.prod_01', 'Open', 'it', 'web-01.', `v${'m'.repeat(63)}`].filter(isVmName);
const RULE = `r${'u'.repeat(79)}`;
const TAGS = {
  'pct%2F..%2F': '100%',
  "it's": "a' or 1=1 --",
  웹: '<!channel> ${name}',
  'a|b': 'x | project id',
};

const scenario: Scenario = {
  subscriptions: { a: { id: SUB, name: "Contoso's | 웹 100%" } },
  groups: Object.fromEntries(GROUPS.map((name) => [name, { subscription: 'a', location: 'koreacentral' }])),
  nsgs: GROUPS.map((group) => ({
    ...{ name: 'NSG_with.dots-1', group },
    rules: [{ name: RULE, priority: 300, source: '203.0.113.7', ports: '443' }],
  })),
  networks: GROUPS.map((group) => ({
    ...{ name: 'v.net_1', group, space: ['10.0.0.0/16'] },
    subnets: { 'sub.net_1': { prefix: '10.0.0.0/24' } },
  })),
  vms: GROUPS.flatMap((group) =>
    NAMES.map((name, at) => ({
      ...{ name, group, tags: TAGS },
      nics: [
        {
          subnet: 'v.net_1/sub.net_1',
          address: `10.0.0.${4 + at}`,
          nsg: 'NSG_with.dots-1',
          public: `198.51.100.${at + 4}`,
        },
      ],
    })),
  ),
  policies: GROUPS.map((group) => ({
    ...{ group, name: 'default' },
    vms: Object.fromEntries(NAMES.map((name) => [name, [{ number: 22, protocol: 'TCP' as const }]])),
  })),
};

describe('H24: names that Azure allows and nobody expects', () => {
  it('are read, checked, opened and closed like any other, each call to exactly the right resource', async () => {
    const test = await startAzure({ scenario });
    const all = await test.azure.inventory.all();
    expect(all).toHaveLength(GROUPS.length * NAMES.length);
    expect(
      all.every(
        ({ tags, subscriptionName }) => tags['pct%2F..%2F'] === '100%' && subscriptionName.includes('|'),
      ),
    ).toBe(true);
    for (const vm of all.filter((_, at) => at % 4 === 0)) {
      expect((await test.azure.inventory.fresh(vm.id))?.vmId).toBe(vm.vmId);
      const network = await test.azure.inspector.inspect(vm);
      expect(network.unread).toEqual([]);
      const row = findingsOf(network).ports.find(({ ports }) => ports === '443/tcp');
      expect(row?.sentence).toContain(`the rule "${RULE}" of nsg_with.dots-1`);
    }
    const [one] = all;
    const grants = await planned(test.azure, one!.id, '22/tcp');
    const order = orderFor(test.clock, grants);
    await test.azure.provider.open(order);
    const sent = orderFor(
      test.clock,
      grants.map((grant) => ({ ...grant, state: 'sent' as const })),
    );
    expect((await test.azure.provider.read(sent))[0]?.state).toBe('open');
    expect((await test.azure.provider.close(sent, new Set()))[0]?.state).toBe('closed');
    const paths = test.sandbox.calls().map(({ path }) => path);
    expect(paths.filter((path) => /[^\x21-\x7e]|\.\.|['"|<>\\]/.test(decodeAscii(path)))).toEqual([]);
    expect(test.sandbox.calls().filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
  });

  it.each([...GROUPS])('a resource group called %s is one', (group) => {
    expect(isResourceGroup(group)).toBe(true);
    const id = `/subscriptions/${SUB}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/web-01`;
    expect(readVmResourceId(id)?.resourceGroup).toBe(group);
    expect(parseId('virtual machine', id)?.resourceGroup).toBe(group);
  });

  it('filters go by what was written, and never by what it would mean elsewhere', () => {
    const vm = { ...vmWith(TAGS) };
    const find = (words: readonly string[], key?: string, value?: string) =>
      matchVms([vm], {
        words,
        tags: key === undefined ? [] : [{ key, ...(value === undefined ? {} : { value }) }],
      });
    expect(find(['.*'])).toEqual([]);
    expect(find(['100%'])).toHaveLength(1);
    expect(find([], "it's", "a' or 1=1 --")).toHaveLength(1);
    expect(find([], 'a|b')).toHaveLength(1);
    expect(find([], '__proto__')).toEqual([]);
  });
});

const KINDS: readonly ResourceKind[] = [
  ...(['virtual machine', 'network interface', 'network security group', 'public address'] as const),
  ...(['virtual network', 'load balancer', 'firewall', 'firewall policy', 'virtual hub'] as const),
];
const TYPES: Readonly<Partial<Record<ResourceKind, string>>> = {
  'virtual machine': 'Microsoft.Compute/virtualMachines',
  'network interface': 'Microsoft.Network/networkInterfaces',
  'network security group': 'Microsoft.Network/networkSecurityGroups',
  'public address': 'Microsoft.Network/publicIPAddresses',
  'virtual network': 'Microsoft.Network/virtualNetworks',
  'load balancer': 'Microsoft.Network/loadBalancers',
  firewall: 'Microsoft.Network/azureFirewalls',
  'firewall policy': 'Microsoft.Network/firewallPolicies',
  'virtual hub': 'Microsoft.Network/virtualHubs',
};
const ILLEGAL = [
  '..',
  'a/../b',
  'a%2fb',
  'a?x=1',
  'a#b',
  "a' or '1'='1",
  'a|b',
  'a\n',
  '',
  'a b',
  'w\u202eb',
  '웹',
];

describe('H24: names that Azure does not allow', () => {
  it.each(KINDS)('are those of no %s, whoever wrote them into an answer', (kind) => {
    for (const name of ILLEGAL) {
      const id = `/subscriptions/${SUB}/resourceGroups/rg/providers/${TYPES[kind]}/${name}`;
      expect([name, parseId(kind, id)]).toEqual([name, undefined]);
      const group = `/subscriptions/${SUB}/resourceGroups/${name}/providers/${TYPES[kind]}/ok`;
      if (name !== '웹') expect([name, parseId(kind, group)]).toEqual([name, undefined]);
    }
  });

  it('never reach Resource Graph: no query has a place for a name', () => {
    for (const { kql } of Object.values(QUERIES)) expect(kql).not.toMatch(/\$\{|undefined/);
  });

  it('in an answer of Azure keep a VM from being checked, and nothing is asked under them', async () => {
    const test = await startAzure();
    const evil = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/../../x`;
    const before = test.sandbox.calls().length;
    await expect(test.azure.inspector.inspect({ id: evil, name: 'x' })).rejects.toMatchObject({
      kind: 'broken',
    });
    expect(test.sandbox.calls()).toHaveLength(before);
    expect(grantFor('g1', 22).source).toBeDefined();
  });
});

const vmWith = (tags: Readonly<Record<string, string>>) => ({
  ...{
    id: '/vm',
    vmId: 'v',
    name: 'web-01',
    resourceGroup: 'rg',
    subscriptionId: SUB,
    subscriptionName: 'Web',
  },
  ...({
    nicIds: [],
    privateAddresses: [],
    publicAddresses: [],
    location: '',
    os: 'linux',
    power: 'running',
  } as const),
  ...({ jit: [], protection: 'unknown', behind: [], tags } as const),
});

/** A path as it was sent: letters of other scripts only as percent signs and digits. */
const decodeAscii = (path: string): string => path.split('?')[0] ?? '';

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { protectionOf, type Surroundings } from '../../../../src/cloud/azure/inventory/protection.ts';
import { joinVms } from '../../../../src/cloud/azure/inventory/vms.ts';
import { startAzure } from '../sandbox-azure.ts';

const VM = '/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/web-01';
const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  ...{ vmId: VM, inPolicy: false, interfaces: 1, readable: true, hasGroup: false, firewalls: [] },
  ...{ switchedOff: false, ...more },
});

describe('how JIT stands to a VM', () => {
  const classic = VM.replace('microsoft.compute', 'microsoft.classiccompute');
  const table: readonly (readonly [string, Partial<Surroundings>, unknown])[] = [
    ['configured: some policy names it, whatever is before it', { inPolicy: true }, 'configured'],
    ['not configured: a group and no policy', { hasGroup: true }, 'not-configured'],
    ['not configured: a firewall with classic rules', { firewalls: ['classic'] }, 'not-configured'],
    ['not configured: one of two firewalls will do', { firewalls: ['policy', 'classic'] }, 'not-configured'],
    ['unsupported: no group and no firewall', {}, { unsupported: 'no-guard' }],
    ['unsupported: only a firewall policy', { firewalls: ['policy'] }, { unsupported: 'firewall-policy' }],
    ['unsupported: classic', { vmId: classic, interfaces: 0 }, { unsupported: 'classic' }],
    ['unsupported: no network interface', { interfaces: 0 }, { unsupported: 'no-interface' }],
    ['unsupported: off by policy', { hasGroup: true, switchedOff: true }, { unsupported: 'switched-off' }],
    [
      'unknown: policies that nobody may read are not none',
      { inPolicy: undefined, hasGroup: true },
      'unknown',
    ],
    ['unknown: interfaces that nobody may read may have a group', { readable: false }, 'unknown'],
  ];
  it.each(table)('%s', (_, more, expected) => {
    expect(protectionOf(around(more))).toEqual(expected);
  });
});

const SUB = '00000000-0000-4000-8000-0000000000c3';
const HUB_POLICY = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network/firewallPolicies/hub`;
const subnets = { AzureFirewallSubnet: { prefix: '10.0.0.0/26' }, inside: { prefix: '10.0.1.0/24' } };
const nic = { subnet: 'vnet/inside', address: '10.0.1.4' };

/** One VM of every kind, each resource group with a network of its own. */
const everyKind: Scenario = {
  subscriptions: { s: { id: SUB, name: 'Kinds' } },
  groups: Object.fromEntries(
    ['guarded', 'bare', 'classic-fw', 'policy-fw'].map((name) => [
      name,
      { subscription: 's', location: 'koreacentral' },
    ]),
  ),
  nsgs: [{ name: 'nsg', group: 'guarded' }],
  networks: ['guarded', 'bare', 'classic-fw', 'policy-fw'].map((group) => ({
    ...{ name: 'vnet', group, space: ['10.0.0.0/16'] },
    subnets: group.endsWith('-fw') ? subnets : { inside: subnets.inside },
  })),
  vms: [
    { name: 'in-policy', group: 'guarded', nics: [{ ...nic, nsg: 'nsg' }] },
    { name: 'left-out', group: 'guarded', nics: [{ ...nic, address: '10.0.1.5', nsg: 'nsg' }] },
    { name: 'off', group: 'guarded', nics: [{ ...nic, address: '10.0.1.6', nsg: 'nsg' }] },
    { name: 'bare', group: 'bare', nics: [nic] },
    { name: 'no-nic', group: 'bare' },
    { name: 'old', group: 'bare', classic: true },
    { name: 'behind-classic', group: 'classic-fw', nics: [nic] },
    { name: 'behind-policy', group: 'policy-fw', nics: [nic] },
  ],
  policies: [{ group: 'guarded', vms: { 'in-policy': [{ number: 22 }] } }],
  firewalls: [
    { name: 'fw', group: 'classic-fw', address: '10.0.0.4', public: '198.51.100.7', nat: [] },
    {
      ...{ name: 'fw', group: 'policy-fw', address: '10.0.0.4', public: '198.51.100.8', nat: [] },
      policy: HUB_POLICY,
    },
  ],
};

const JIT_OFF = '805651bc-6ecd-4c73-9b55-97a19d0582d0';
/** Defender's recommendation for a VM, as Resource Graph has it when a security policy switched it off. */
const offByPolicy = (vmId: string) => ({
  ...{ id: `${vmId}/providers/Microsoft.Security/assessments/${JIT_OFF}`, name: JIT_OFF },
  type: 'Microsoft.Security/assessments',
  properties: {
    resourceDetails: { Source: 'Azure', Id: vmId },
    status: { code: 'NotApplicable', cause: 'OffByPolicy' },
  },
});

describe('the inventory of a cloud', () => {
  it('has every VM in its group', async () => {
    const { azure, sandbox } = await startAzure({ scenario: everyKind });
    const before = await azure.inventory.all();
    sandbox.put(offByPolicy(before.find(({ name }) => name === 'off')!.id));
    await azure.inventory.refresh();
    const all = await azure.inventory.all();
    expect(Object.fromEntries(all.map(({ name, protection }) => [name, protection]))).toEqual({
      'in-policy': 'configured',
      'left-out': 'not-configured',
      off: { unsupported: 'switched-off' },
      bare: { unsupported: 'no-guard' },
      'no-nic': { unsupported: 'no-interface' },
      old: { unsupported: 'classic' },
      'behind-classic': 'not-configured',
      'behind-policy': { unsupported: 'firewall-policy' },
    });
    const behind = Object.fromEntries(all.map((vm) => [vm.name, vm.behind]));
    expect(behind).toMatchObject({
      'in-policy': ['nsg'],
      'behind-classic': ['firewall'],
      'behind-policy': [],
    });
  });

  it('does not say what it may not read', async () => {
    const { azure, sandbox } = await startAzure({ scenario: everyKind });
    sandbox.edit({
      ...{ kind: 'permissions', actions: ['*'] },
      notActions: ['Microsoft.Security/locations/jitNetworkAccessPolicies/read'],
    });
    const kinds = new Set((await azure.inventory.all()).map(({ protection }) => protection));
    expect(kinds).toEqual(new Set(['unknown', { unsupported: 'classic' }]));
  });

  it.each([
    'networkInterfaces',
    'virtualNetworks',
  ])('calls nothing unguarded whose %s it may not read', async (type) => {
    const { azure, sandbox } = await startAzure({ scenario: everyKind });
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions: [`Microsoft.Network/${type}/read`] });
    const bare = (await azure.inventory.all()).find(({ name }) => name === 'bare');
    expect(bare?.protection).toBe('unknown');
  });

  it('finds a firewall that a route leads to in another network', () => {
    const network = '/n/hub';
    const subnet = { id: '/n/spoke/subnets/a', properties: { routeTable: { id: '/rt' } } };
    const [known] = joinVms({
      ...{ subscriptions: [], addresses: [], policies: [], switchedOff: [], unlisted: new Set() },
      ...NO_GROUPS,
      vms: [row(VM)],
      nics: [
        {
          ...{ id: `${VM}/nic`, nsg: '' },
          configurations: [{ properties: { privateIPAddress: '10.1.0.4', subnet: { id: subnet.id } } }],
        },
      ],
      networks: [{ id: '/n/spoke', subnets: [subnet], peerings: [] }],
      routes: [{ id: '/rt', routes: [{ properties: { nextHopIpAddress: '10.0.0.4' } }] }],
      firewalls: [
        {
          ...{ id: '/fw', policy: '/p', hub: '' },
          configurations: [
            {
              properties: {
                privateIPAddress: '10.0.0.4',
                subnet: { id: `${network}/subnets/azurefirewallsubnet` },
              },
            },
          ],
        },
      ],
    });
    expect(known?.vm.protection).toEqual({ unsupported: 'firewall-policy' });
  });
});

const NO_GROUPS = { scaleSets: [], nodeGroups: [], hubs: new Map<string, readonly string[]>() };
const row = (id: string) => ({
  ...{ id, name: id.split('/').at(-1) ?? '', resourceGroup: 'rg', subscriptionId: 's', location: '' },
  ...{ tags: {}, vmId: 'v', os: 'Linux', power: '', nics: [{ id: `${id}/nic` }] },
});

describe('many VMs', () => {
  const COUNT = 1_001;
  const many = (count: number): Scenario => ({
    subscriptions: { s: { id: SUB, name: 'Many' } },
    groups: { rg: { subscription: 's', location: 'koreacentral' } },
    nsgs: [{ name: 'nsg', group: 'rg' }],
    networks: [
      {
        ...{ name: 'vnet', group: 'rg', space: ['10.0.0.0/8'] },
        subnets: { inside: { prefix: '10.0.0.0/8', nsg: 'nsg' } },
      },
    ],
    vms: Array.from({ length: count }, (_, at) => ({
      ...{ name: `vm-${at}`, group: 'rg' },
      nics: [{ subnet: 'vnet/inside', address: `10.${at >> 8}.${at & 255}.4` }],
    })),
    policies: [{ group: 'rg', vms: { 'vm-0': [{ number: 22 }] } }],
  });
  const callsFor = async (count: number) => {
    const { azure, sandbox } = await startAzure({ scenario: many(count) });
    expect(await azure.inventory.all()).toHaveLength(count);
    await Promise.all((await azure.inventory.all()).map(({ id }) => azure.inventory.accesses(id)));
    const paths = sandbox.calls().map((call) => call.path.split('?')[0] ?? '');
    return {
      graph: paths.filter((each) => each.includes('ResourceGraph')).length,
      policies: paths.filter((each) => each.endsWith('/jitNetworkAccessPolicies')).length,
      all: paths.length,
    };
  };

  it(`take as many calls as few: of ${COUNT} only one more page for each list of 1,000`, async () => {
    const few = await callsFor(2);
    const thousands = await callsFor(COUNT);
    expect(few).toEqual({ graph: 10, policies: 1, all: 11 });
    expect(thousands).toEqual({ graph: 12, policies: 1, all: 13 });
  });

  it('are waited for when Azure asks to slow down between two pages', async () => {
    const { azure, sandbox } = await startAzure({ settings: { graphPageSize: 1 } });
    const slowDown = { kind: 'status', status: 429, code: 'RateLimiting', retryAfter: 0.02 } as const;
    sandbox.order({ match: { pathContains: 'Microsoft.ResourceGraph', skip: 4, times: 3 }, fault: slowDown });
    expect(await azure.inventory.all()).toHaveLength(4);
  });

  it('are not asked for again before Azure wants to be asked', async () => {
    const { azure, sandbox, clock } = await startAzure();
    const slowDown = { kind: 'status', status: 429, code: 'RateLimiting', retryAfter: 30 } as const;
    sandbox.order({ match: { pathContains: 'Microsoft.ResourceGraph', times: 8 }, fault: slowDown });
    await expect(azure.inventory.all()).rejects.toMatchObject({ kind: 'busy' });
    const calls = sandbox.calls().length;
    clock.pass(29_000);
    await expect(azure.inventory.all()).rejects.toMatchObject({ kind: 'busy' });
    expect(sandbox.calls()).toHaveLength(calls);
    clock.pass(2_000);
    expect(await azure.inventory.all()).toHaveLength(4);
  });
});

const FOLDER = path.resolve(import.meta.dirname, '../../../../../shared/azure/recordings');
const LONG = path.join(FOLDER, 'cli_jit_policy_list_2021-08-04_api2020.json');

describe.skipIf(!existsSync(LONG))(
  'real JIT policies (skipped: ../shared/azure/recordings is not there)',
  () => {
    it('name their VMs in whatever case, and a VM of theirs is configured', () => {
      const { entries } = JSON.parse(readFileSync(LONG, 'utf8'));
      const policies = entries[0].response.body.value.map(({ id, properties }: never) => ({
        ...(properties as object),
        id,
      }));
      const ids: string[] = policies.flatMap((policy: { virtualMachines: { id: string }[] }) =>
        policy.virtualMachines.map(({ id }) => id.toLowerCase()),
      );
      expect(ids.length).toBeGreaterThan(0);
      const known = joinVms({
        ...{ subscriptions: [], addresses: [], nics: [], networks: [], firewalls: [], routes: [] },
        ...{ switchedOff: [], unlisted: new Set<string>(), policies, ...NO_GROUPS },
        vms: [...ids, `${ids[0]}-elsewhere`].map(row),
      });
      expect(known.map(({ vm }) => vm.protection)).toEqual([...ids.map(() => 'configured'), 'unknown']);
    });
  },
);

import type { ArmDocument } from '../../../sandbox/azure/cloud/documents.ts';
import type { Scenario } from '../../../sandbox/azure/scenario.ts';
import type { Grant } from '../../../src/access/grant.ts';
import type { JitRule } from '../../../src/access/setup/jit-rule.ts';
import { usualRule } from '../../../src/access/setup/recommended.ts';
import { sweep } from '../../../src/cli/sweep.ts';
import { CloudError } from '../../../src/ports/provider.ts';
import { ids, nsgId, orderFor, planned, SUB, scenario, startAzure, type TestAzure } from './sandbox-azure.ts';

const NETWORK = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Network`;
const WAN_HUB = `${NETWORK}/virtualHubs/wan`;
const WAN_POLICY = `${NETWORK}/firewallPolicies/wan`;
const BALANCER = `${NETWORK}/loadBalancers/lb`;
const JIT_OFF = '805651bc-6ecd-4c73-9b55-97a19d0582d0';
const OFF = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Compute/virtualMachines/off-01`;
const SPOKE = OFF.replace('off-01', 'spoke-01');
const EVERYTHING = ['*'];

/** The usual VMs; one that a security policy keeps from JIT, and one behind a firewall of another network. */
const withGuards: Scenario = {
  ...scenario,
  groups: {
    ...scenario.groups,
    'rg-hub': { subscription: 'a', location: 'koreacentral' },
    'rg-nodes': { subscription: 'a', location: 'koreacentral' },
    'rg-inner': { subscription: 'a', location: 'koreacentral' },
  },
  networks: [
    ...scenario.networks,
    { name: 'spoke', group: 'rg-Web', space: ['10.2.0.0/16'], subnets: { in: { prefix: '10.2.0.0/24' } } },
    { name: 'branch', group: 'rg-Web', space: ['10.3.0.0/16'], subnets: { in: { prefix: '10.3.0.0/24' } } },
    {
      ...{ name: 'hub', group: 'rg-hub', space: ['10.1.0.0/16'] },
      subnets: { AzureFirewallSubnet: { prefix: '10.1.0.0/26' } },
    },
    {
      ...{ name: 'inner', group: 'rg-inner', space: ['10.4.0.0/16'] },
      subnets: { AzureFirewallSubnet: { prefix: '10.4.0.0/26' }, in: { prefix: '10.4.1.0/24' } },
    },
  ],
  vms: [
    ...scenario.vms.filter(({ classic }) => !classic),
    { name: 'off-01', group: 'rg-Web', nics: [{ subnet: 'vnet/web', address: '10.0.0.9' }] },
    { name: 'spoke-01', group: 'rg-Web', nics: [{ subnet: 'spoke/in', address: '10.2.0.4' }] },
    { name: 'branch-01', group: 'rg-Web', nics: [{ subnet: 'branch/in', address: '10.3.0.4' }] },
    { name: 'node-01', group: 'rg-nodes', nics: [] },
    { name: 'inner-01', group: 'rg-inner', nics: [{ subnet: 'inner/in', address: '10.4.1.4' }] },
  ],
  firewalls: [
    { name: 'fw', group: 'rg-hub', address: '10.1.0.4', public: '198.51.100.7' },
    { name: 'fw-inner', group: 'rg-inner', address: '10.4.0.4', public: '198.51.100.8', policy: 'inner' },
  ],
  firewallPolicies: [{ name: 'inner', group: 'rg-inner' }],
  networkWatchers: true,
};

/** Of somebody else: whoever writes its group as a whole must be let to join the group that it names. */
const BY_GROUPS = {
  ...{ priority: 3000, access: 'Deny' as const, direction: 'Outbound', destinationAddressPrefix: '' },
  destinationApplicationSecurityGroups: [{ id: `${NETWORK}/applicationSecurityGroups/db` }],
};

/** An Azure with something of each kind that Ajar reads. Its caller may do everything until told otherwise. */
export async function startGuarded(): Promise<TestAzure & { may(actions: readonly string[]): void }> {
  const stand = await startAzure(
    { scenario: withGuards },
    { nsg: true, nsgWhole: true, firewall: true, ipFlow: true },
  );
  const { sandbox } = stand;
  sandbox.edit({ kind: 'put-rule', nsg: nsgId('nsg-nic'), name: 'by-groups', properties: BY_GROUPS });
  const spoke = sandbox.document(`${NETWORK}/virtualNetworks/spoke`)!;
  const table = `${NETWORK}/routeTables/to-hub`;
  (spoke.properties.subnets as { properties: object }[])[0]!.properties = { routeTable: { id: table } };
  sandbox.put(
    spoke,
    {
      ...{ id: table, name: 'to-hub', type: 'Microsoft.Network/routeTables' },
      properties: { routes: [{ name: 'all', properties: { nextHopIpAddress: '10.1.0.4' } }] },
    },
    {
      ...{ id: `${OFF}/providers/Microsoft.Security/assessments/${JIT_OFF}`, name: JIT_OFF },
      type: 'Microsoft.Security/assessments',
      properties: {
        resourceDetails: { Id: OFF },
        status: { code: 'NotApplicable', cause: 'OffByPolicy' },
      },
    },
  );
  const nic = sandbox.document(`${NETWORK}/networkInterfaces/web-01-nic`)!;
  nic.properties.ipConfigurations[0].properties.loadBalancerBackendAddressPools = [
    { id: `${BALANCER}/backendAddressPools/pool` },
  ];
  sandbox.put(nic, {
    ...{ id: BALANCER, name: 'lb', type: 'Microsoft.Network/loadBalancers', sku: { name: 'Standard' } },
    properties: { frontendIPConfigurations: [], inboundNatRules: [], loadBalancingRules: [] },
  });
  sandbox.put(...beyondOneVm(sandbox.document(`/subscriptions/${SUB}/resourceGroups/rg-nodes`)!));
  return { ...stand, may: (actions) => sandbox.edit({ kind: 'permissions', actions: [...actions] }) };
}

/** A scale set, the group of a cluster's nodes, and a virtual hub with a firewall, behind which is the network "branch". */
const beyondOneVm = (nodeGroup: ArmDocument): readonly ArmDocument[] => [
  { ...nodeGroup, managedBy: `${nodeGroup.id}/providers/Microsoft.ContainerService/managedClusters/shop` },
  {
    ...{ id: `${nodeGroup.id}/providers/Microsoft.Compute/virtualMachineScaleSets/set`, name: 'set' },
    ...{ type: 'Microsoft.Compute/virtualMachineScaleSets', properties: { orchestrationMode: 'Uniform' } },
  },
  {
    ...{ id: WAN_HUB, name: 'wan', type: 'Microsoft.Network/virtualHubs' },
    properties: { addressPrefix: '10.100.0.0/23' },
  },
  {
    ...{ id: `${WAN_HUB}/hubVirtualNetworkConnections/branch`, name: 'branch' },
    type: 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections',
    properties: { remoteVirtualNetwork: { id: `${NETWORK}/virtualNetworks/branch` } },
  },
  {
    ...{ id: `${WAN_HUB}/hubVirtualNetworkConnections/vnet`, name: 'vnet' },
    type: 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections',
    properties: { remoteVirtualNetwork: { id: `${NETWORK}/virtualNetworks/vnet` } },
  },
  { id: WAN_POLICY, name: 'wan', type: 'Microsoft.Network/firewallPolicies', properties: {} },
  {
    ...{ id: `${WAN_POLICY}/ruleCollectionGroups/nat`, name: 'nat' },
    type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
    properties: { priority: 100, ruleCollections: [] },
  },
  {
    ...{ id: `${NETWORK}/azureFirewalls/fw-wan`, name: 'fw-wan', type: 'Microsoft.Network/azureFirewalls' },
    properties: {
      virtualHub: { id: WAN_HUB },
      firewallPolicy: { id: WAN_POLICY },
      natRuleCollections: [],
      ipConfigurations: [],
    },
  },
];

export type Guarded = Awaited<ReturnType<typeof startGuarded>>;

/** What came of something, also where it failed. */
async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error instanceof CloudError ? error.kind : String(error);
  }
}

/** From now on: how often Azure refused. */
function countRefusals({ sandbox }: Guarded): () => number {
  const before = sandbox.calls().length;
  return () =>
    sandbox
      .calls()
      .slice(before)
      .filter(({ status }) => status === 403).length;
}

/** Everything that is seen of the cloud. */
export async function see(at: Guarded): Promise<unknown> {
  const refusals = countRefusals(at);
  const azure = at.again();
  const vms = await outcome(() => azure.inventory.all());
  const checked = await outcome(async () => azure.inspector.inspect({ id: ids.web01, name: 'web-01' }));
  const activity = await outcome(async () =>
    azure.activity
      .read(await vmOf(azure), new Date(0), [])
      .then(({ deeds }) => deeds.map(({ kind }) => kind)),
  );
  const checks = await outcome(async () =>
    // Of the permissions themselves only whether they can be seen: it would tell the one that is taken away.
    (await azure.checks()).map(({ what, ok }) => [
      what,
      what.includes('permissions') ? ok !== 'unknown' : ok,
    ]),
  );
  const port = { number: 22, protocol: 'tcp' } as const;
  const flows = await outcome(() =>
    azure.flowVerifier.verify({ id: ids.web01, name: 'web-01' }, [{ source: '203.0.113.7', port }]),
  );
  return { vms, checked, activity, checks, flows, refusals: refusals() };
}

const vmOf = async ({ inventory }: Pick<TestAzure['azure'], 'inventory'>) =>
  (await inventory.all()).find(({ id }) => id === ids.web01.toLowerCase())!;

const inner = (name: string): string => `/subscriptions/${SUB}/resourceGroups/rg-inner/providers/${name}`;
const INNER = inner('Microsoft.Compute/virtualMachines/inner-01');

/** Who could go round Ajar to the VMs that it can see. */
export async function auditRights(at: Guarded): Promise<unknown> {
  const person = { id: '10000001-0000-4000-8000-000000000000', name: 'Riley', upn: 'riley@contoso.com' };
  at.sandbox.edit({ kind: 'person', ...person });
  const scope = `/subscriptions/${SUB}`;
  for (const eligible of [false, true])
    at.sandbox.edit({ kind: 'assign', principal: person.id, role: 'Owner', scope, eligible });
  const azure = at.again({ graphEndpoint: at.sandbox.graph });
  const found = await outcome(async () => {
    const { somebody, ...rest } = await azure.bypass(await azure.inventory.all());
    const paths = somebody.flatMap((who) =>
      who.paths.map(({ ways, vms, eligible }) => ({ ways, vms, eligible })),
    );
    return { ...rest, paths: new Set(paths.map((path) => JSON.stringify(path))) };
  });
  return { found };
}

/** Opens a port of each provider and closes it early; and one to so many at once that the group is written as a whole. */
export async function openAndClose(at: Guarded): Promise<unknown> {
  const { clock } = at;
  const refusals = countRefusals(at);
  const azure = at.again();
  const each = [];
  for (const [name, port, vm, many] of [
    ['defender', '22', ids.web01],
    ['nsg', '8080', ids.web01],
    ['nsg', '8081', ids.web01, 'many'],
    ['azure-firewall', '22', INNER],
  ] as const) {
    const provider = azure.providers[name];
    const state = async (work: Promise<readonly { readonly state: string }[]>) => (await work)[0]?.state;
    const end = await outcome(async () => {
      const one = await planned({ inventory: azure.inventory, provider }, vm, port);
      const grants = many ? manySources(one) : one;
      const sent = grants.map((grant) => ({ ...grant, state: 'sent' as const }));
      await provider.open(orderFor(clock, grants));
      const opened = await state(provider.read(orderFor(clock, sent)));
      return [opened, await state(provider.close(orderFor(clock, sent), new Set()))];
    });
    each.push(end);
  }
  const doubts = await outcome(async () => (await azure.findOurs()).doubts);
  return { each, doubts, refusals: refusals() };
}

/** So many that the group is written as a whole. */
const manySources = ([grant]: readonly Grant[]): readonly Grant[] =>
  ['203.0.113.7/32', '203.0.113.8/32', '203.0.113.9/32'].map((source, at) => ({
    ...grant!,
    ...{ source, key: `g${at + 1}` },
  }));

/** Puts a VM that is alone in its policy under just-in-time access, and takes it out. */
export async function putAndTakeOut(at: Guarded): Promise<unknown> {
  const refusals = countRefusals(at);
  const { jitSetup } = at.again({ configure: { policy: 'per-vm', settleMs: 0 } });
  const write = (rules: readonly JitRule[]) =>
    outcome(async () => {
      const { vm, policyId, policies } = await jitSetup.look({ id: SPOKE.toLowerCase(), name: 'spoke-01' });
      await jitSetup.write({ vm, policyId, rules, before: policies[0]?.rules ?? [] });
      return rules.length > 0 ? 'kept' : 'out';
    });
  return [await write([usualRule(22)]), await write([]), { refusals: refusals() }];
}

/** Leaves a port of each provider open past its end, as if every Ajar were down and Azure's own closing were hindered. */
export async function leaveOpen(at: Guarded): Promise<void> {
  const { azure, clock, sandbox, may } = at;
  may(EVERYTHING);
  for (const [name, port, vm] of [
    ['defender', '22', ids.web01],
    ['nsg', '8080', ids.web01],
    ['azure-firewall', '22', INNER],
  ] as const) {
    const provider = azure.providers[name];
    await provider.open(orderFor(clock, await planned({ inventory: azure.inventory, provider }, vm, port)));
  }
  for (const nsg of ['nsg-nic', 'nsg-subnet'])
    sandbox.edit({ kind: 'lock', resource: nsgId(nsg), locked: true });
  clock.pass(3_600_001);
  await azure.inventory.refresh();
  for (const nsg of ['nsg-nic', 'nsg-subnet'])
    sandbox.edit({ kind: 'lock', resource: nsgId(nsg), locked: false });
}

const OWN_GROUP = inner('Microsoft.Network/firewallPolicies/inner/ruleCollectionGroups/ajar');

/** Rules that let somebody in, of every provider. */
export const allowed = ({ sandbox }: Guarded): readonly string[] => [
  ...(sandbox.document(OWN_GROUP)?.properties.ruleCollections ?? []).flatMap(
    ({ rules }: { rules: readonly { readonly name: string }[] }) => rules.map(({ name }) => name),
  ),
  ...['nsg-nic', 'nsg-subnet'].flatMap((nsg) =>
    (
      sandbox.document(nsgId(nsg))?.properties.securityRules as {
        name: string;
        properties: { access: string };
      }[]
    )
      .filter(({ properties }) => properties.access === 'Allow')
      .map(({ name }) => name),
  ),
];

/** `ajar sweep --once`. */
export async function sweepOnce(at: Guarded) {
  const refusals = countRefusals(at);
  const lines: string[] = [];
  const clean = await outcome(() => sweep(at.again(), at.clock.now(), (line) => lines.push(line)));
  return { clean, lines, allowed: allowed(at), refusals: refusals() };
}

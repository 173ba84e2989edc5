import { describe, expect, it } from 'vitest';
import type { ArmDocument } from '../../../../sandbox/azure/cloud/documents.ts';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { findingsOf } from '../../../../src/access/check/judge.ts';
import { obstacleTo } from '../../../../src/access/check/obstacle.ts';
import { grantFor } from '../pure.ts';
import { SUB, startAzure, type TestAzure } from '../sandbox-azure.ts';

const NETWORK = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network`;
const FIREWALL = '10.0.0.0/26';
const ssh = (source: string, priority = 300) => ({ name: `ssh-${priority}`, priority, source, ports: '22' });
const nic = (address: string, nsg?: string) => ({ subnet: 'vnet/web', address, ...(nsg ? { nsg } : {}) });
const nat = (name: string, toAddress: string, port: number, source = '*') => ({
  ...{ name, source, port, toAddress, toPort: 22 },
});

/** VMs without a public address of their own, which a firewall of their network leads to, or a load balancer. */
const scenario: Scenario = {
  subscriptions: { a: { id: SUB, name: 'Web' } },
  groups: { rg: { subscription: 'a', location: 'koreacentral' } },
  nsgs: [
    { name: 'nsg-lets', group: 'rg', rules: [ssh(FIREWALL)] },
    { name: 'nsg-one', group: 'rg', rules: [ssh('10.0.0.4'), { ...ssh('*', 400), access: 'Deny' }] },
    { name: 'nsg-blocks', group: 'rg', rules: [ssh('203.0.113.7'), { ...ssh('*', 400), access: 'Deny' }] },
    { name: 'nsg-front', group: 'rg', rules: [ssh('203.0.113.0/24')] },
  ],
  networks: [
    {
      ...{ name: 'vnet', group: 'rg', space: ['10.0.0.0/16'] },
      subnets: { AzureFirewallSubnet: { prefix: FIREWALL }, web: { prefix: '10.0.1.0/24' } },
    },
    { name: 'spoke', group: 'rg', space: ['10.8.0.0/16'], subnets: { in: { prefix: '10.8.0.0/24' } } },
  ],
  vms: [
    { name: 'lets-01', group: 'rg', nics: [nic('10.0.1.4', 'nsg-lets')] },
    { name: 'one-01', group: 'rg', nics: [nic('10.0.1.5', 'nsg-one')] },
    { name: 'blocks-01', group: 'rg', nics: [nic('10.0.1.6', 'nsg-blocks')] },
    { name: 'front-01', group: 'rg', nics: [nic('10.0.1.7', 'nsg-front')] },
    { name: 'spoke-01', group: 'rg', nics: [{ subnet: 'spoke/in', address: '10.8.0.4', nsg: 'nsg-lets' }] },
  ],
  policies: [{ group: 'rg', vms: { 'lets-01': [{ number: 22, protocol: 'TCP' }] } }],
  firewalls: [
    {
      ...{ name: 'fw', group: 'rg', address: '10.0.0.4', public: '198.51.100.40' },
      nat: [
        nat('ssh-lets', '10.0.1.4', 40022),
        nat('ssh-one', '10.0.1.5', 40023),
        nat('ssh-blocks', '10.0.1.6', 40024, '203.0.113.7'),
      ],
    },
  ],
};

async function checkOf(name: string, change: (test: TestAzure) => void = () => undefined) {
  const test = await startAzure({ scenario });
  change(test);
  const vm = (await test.azure.inventory.all()).find((each) => each.name === name)!;
  const network = await test.azure.inspector.inspect(vm);
  const findings = findingsOf(network, [{ number: 22, protocol: 'tcp' }]);
  const door = (await test.sandbox.doors()).find((each) => each.name === name && each.port === '22/tcp');
  return { test, vm, network, findings, row: findings.ports[0]!, welcome: door?.welcome ?? [] };
}

const deny =
  (...types: string[]) =>
  ({ sandbox }: TestAzure) =>
    sandbox.edit({
      ...{ kind: 'permissions', actions: ['*'] },
      notActions: types.map((type) => `Microsoft.Network/${type}`),
    });

const POLICY = `${NETWORK}/firewallPolicies/wan`;
const HUB = `${NETWORK}/virtualHubs/hub`;

/** A virtual hub behind whose firewall the network "spoke" is; its policy has a NAT rule to spoke-01. */
const hubFirewall = ({ sandbox }: TestAzure): void =>
  sandbox.put(
    {
      id: HUB,
      name: 'hub',
      type: 'Microsoft.Network/virtualHubs',
      properties: { addressPrefix: '10.100.0.0/23' },
    },
    {
      ...{ id: `${HUB}/hubVirtualNetworkConnections/spoke`, name: 'spoke' },
      type: 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections',
      properties: { remoteVirtualNetwork: { id: `${NETWORK}/virtualNetworks/spoke` } },
    },
    {
      ...{ id: `${NETWORK}/azureFirewalls/fw-hub`, name: 'fw-hub', type: 'Microsoft.Network/azureFirewalls' },
      properties: {
        ...{ virtualHub: { id: HUB }, firewallPolicy: { id: POLICY }, ipConfigurations: [] },
        ...{ sku: { name: 'AZFW_Hub', tier: 'Standard' }, natRuleCollections: [] },
      },
    },
    { id: POLICY, name: 'wan', type: 'Microsoft.Network/firewallPolicies', properties: {} },
    {
      ...{ id: `${POLICY}/ruleCollectionGroups/nat`, name: 'nat' },
      type: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
      properties: { priority: 100, ruleCollections: [collection] },
    },
  );

const collection = {
  ...{ ruleCollectionType: 'FirewallPolicyNatRuleCollection', name: 'in', priority: 100 },
  action: { type: 'DNAT' },
  rules: [
    {
      ...{ ruleType: 'NatRule', name: 'ssh-spoke', ipProtocols: ['TCP'] },
      ...{ sourceAddresses: ['198.51.100.0/24'], sourceIpGroups: [] },
      ...{ destinationAddresses: ['203.0.113.40'], destinationPorts: ['40022'] },
      ...{ translatedAddress: '10.8.0.4', translatedPort: '22' },
    },
  ],
};

describe("a firewall's NAT rules", () => {
  it('let in whom they name, at the address that people connect to, where the groups let in the firewall', async () => {
    const { row, welcome } = await checkOf('one-01');
    // Only one of the firewall's addresses is let in, and which it comes with is not known.
    expect(row.sentence).toContain('perhaps anybody at 198.51.100.40:40023, by the NAT rule "ssh-one"');
    expect(welcome.map(({ rule }) => rule)).toContain('ssh-one, then ssh-300');
    const lets = await checkOf('lets-01', ({ sandbox }) =>
      sandbox.edit({
        ...{ kind: 'put-rule', nsg: `${NETWORK}/networkSecurityGroups/nsg-lets`, name: 'first' },
        properties: {
          ...{ priority: 150, access: 'Allow', destinationPortRange: '22', sourceAddressPrefix: FIREWALL },
        },
      }),
    );
    expect(lets.row).toMatchObject({ state: 'exposed' });
    expect(lets.row.sentence).toContain(
      'open to anybody at 198.51.100.40:40022, by the NAT rule "ssh-lets" of the firewall fw (priority 100)',
    );
    expect(lets.row.mend).toMatch(/the NAT rule "ssh-lets" of the firewall fw/);
    expect(lets.welcome.length).toBeGreaterThan(0);
  });

  it("lead nowhere where the groups keep out the firewall's own addresses, which a grant's requester is told", async () => {
    const { row, network, vm, welcome } = await checkOf('blocks-01');
    expect(row.sentence).not.toContain('198.51.100.40');
    expect(welcome).toEqual([]);
    const obstacle = obstacleTo({ ...grantFor('g1', 22, '203.0.113.7/32'), vm }, network);
    expect(obstacle).toContain(
      `the NAT rule "ssh-blocks" of the firewall fw leads there from 198.51.100.40:40024, but the security groups (nsg-blocks) see the firewall's own addresses (${FIREWALL}) and keep them out.`,
    );
  });

  it("of a virtual hub's firewall policy are followed, with the hub's own addresses", async () => {
    const { row } = await checkOf('spoke-01', (test) => {
      hubFirewall(test);
      test.sandbox.edit({
        ...{ kind: 'put-rule', nsg: `${NETWORK}/networkSecurityGroups/nsg-lets`, name: 'hub' },
        properties: {
          ...{ priority: 250, access: 'Allow', destinationPortRange: '22' },
          sourceAddressPrefix: '10.100.0.0/16',
        },
      });
    });
    expect(row.state).toBe('open');
    expect(row.sentence).toContain(
      'to 198.51.100.0/24 at 203.0.113.40:40022, by the NAT rule "ssh-spoke" of the firewall fw-hub',
    );
  });

  it.each([
    ['azureFirewalls/read', 'one-01'],
    ['firewallPolicies/ruleCollectionGroups/read', 'spoke-01'],
    ['virtualHubs/read', 'spoke-01'],
  ])('H11: never make a port shut that may not be read: %s', async (action, name) => {
    const test = await startAzure({ scenario });
    hubFirewall(test);
    const vm = (await test.azure.inventory.all()).find((each) => each.name === name)!;
    deny(action)(test);
    const network = await test.azure.inspector.inspect(vm);
    expect(findingsOf(network, [{ number: 22, protocol: 'tcp' }]).ports[0]?.state).not.toBe('shut');
    expect(network.unread.join('\n')).toContain(`Microsoft.Network/${action}`);
    expect(obstacleTo({ ...grantFor('g1', 22, '198.51.100.9/32'), vm }, network)).toBeUndefined();
  });
});

const BALANCER = `${NETWORK}/loadBalancers/lb`;

/** A load balancer with a public front, a NAT rule to front-01 and a rule for the pool that it is in. */
function putBalancer({ sandbox }: TestAzure, sku = 'Standard'): void {
  const front = { id: `${BALANCER}/frontendIPConfigurations/front` };
  const pool = { id: `${BALANCER}/backendAddressPools/pool` };
  const rule = (kind: string, name: string, more: object) => ({
    ...{ id: `${BALANCER}/${kind}/${name}`, name },
    properties: { frontendIPConfiguration: front, protocol: 'Tcp', ...more },
  });
  const natRule = rule('inboundNatRules', 'ssh', { frontendPort: 50001, backendPort: 22 });
  const id = `${NETWORK}/networkInterfaces/front-01-nic`;
  const own = sandbox.document(id) as ArmDocument;
  Object.assign(own.properties.ipConfigurations[0].properties, {
    ...{
      loadBalancerInboundNatRules: [{ id: natRule.id.toUpperCase() }],
      loadBalancerBackendAddressPools: [pool],
    },
  });
  const address = `${NETWORK}/publicIPAddresses/lb-ip`;
  sandbox.put(
    own,
    {
      ...{ id: address, name: 'lb-ip', type: 'Microsoft.Network/publicIPAddresses', sku: { name: sku } },
      properties: { ipAddress: '198.51.100.30' },
    },
    {
      ...{ id: BALANCER, name: 'lb', type: 'Microsoft.Network/loadBalancers', sku: { name: sku } },
      properties: {
        frontendIPConfigurations: [
          { ...front, name: 'front', properties: { publicIPAddress: { id: address } } },
        ],
        backendAddressPools: [pool],
        inboundNatRules: [natRule],
        loadBalancingRules: [
          rule('loadBalancingRules', 'web', {
            frontendPort: 80,
            backendPort: 8080,
            backendAddressPool: pool,
          }),
        ],
      },
    },
  );
}

describe("a load balancer's rules", () => {
  it('pass on who comes: the groups see the person, and the front is named', async () => {
    const { row, welcome, network, vm } = await checkOf('front-01', putBalancer);
    expect(row).toMatchObject({ state: 'open' });
    expect(row.sentence).toContain('Open to 203.0.113.0/24, by the rule "ssh-300" of nsg-front');
    expect(row.sentence).toContain(
      'Reached at 198.51.100.30:50001 (the NAT rule "ssh" of the load balancer lb) as well.',
    );
    expect(welcome.map(({ source }) => source)).toContain('203.0.113.0');
    const grant = { ...grantFor('g1', 22, '203.0.113.7/32'), vm };
    expect(obstacleTo(grant, network)).toBeUndefined();
    // No rule of it leads to 443: whoever is outside reaches nothing there.
    const nowhere = { ...network, entrances: network.entrances.map((each) => ({ ...each, ways: [] })) };
    expect(obstacleTo({ ...grantFor('g1', 443, '203.0.113.7/32'), vm }, nowhere)).toBeDefined();
  });

  it('let in by themselves where the load balancer is of the old kind and no group is before the VM', async () => {
    const bare = ({ sandbox }: TestAzure): void => {
      const own = sandbox.document(`${NETWORK}/networkInterfaces/front-01-nic`) as ArmDocument;
      own.properties.networkSecurityGroup = undefined;
      sandbox.put(own);
    };
    const old = await checkOf('front-01', (test) => {
      bare(test);
      putBalancer(test, 'Basic');
    });
    expect(old.row).toMatchObject({ state: 'exposed', sentence: expect.stringContaining('to anybody') });
    const standard = await checkOf('front-01', (test) => {
      bare(test);
      putBalancer(test);
    });
    expect(standard.row.state).not.toBe('exposed');
  });

  it('H11: are not taken for none where they may not be read', async () => {
    const test = await startAzure({ scenario });
    putBalancer(test);
    const vm = (await test.azure.inventory.all()).find((each) => each.name === 'front-01')!;
    deny('loadBalancers/read')(test);
    const network = await test.azure.inspector.inspect(vm);
    expect(network.unread.join('\n')).toContain('Microsoft.Network/loadBalancers/read');
    const nowhere = { ...network, entrances: network.entrances.map((each) => ({ ...each, ways: [] })) };
    expect(obstacleTo({ ...grantFor('g1', 22, '203.0.113.7/32'), vm }, nowhere)).toBeUndefined();
  });
});

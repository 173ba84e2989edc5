import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import type { PortFinding } from '../../../../src/access/check/findings.ts';
import { findingsOf } from '../../../../src/access/check/judge.ts';
import { obstacleTo } from '../../../../src/access/check/obstacle.ts';
import type { Vm } from '../../../../src/access/vm.ts';
import { grantFor } from '../pure.ts';
import { orderFor, planned, SUB, startAzure, type TestAzure } from '../sandbox-azure.ts';

const NSG_PLAIN = `/subscriptions/${SUB}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-plain`;
const nic = (address: string, more = {}) => ({ subnet: 'vnet/web', address, ...more });

/** VMs that differ in what stands before them; each guards 22 by JIT. */
const scenario: Scenario = {
  subscriptions: { a: { id: SUB, name: 'Web' } },
  groups: { 'rg-web': { subscription: 'a', location: 'koreacentral' } },
  nsgs: [
    { name: 'nsg-legacy', group: 'rg-web', rules: [{ name: 'old-ssh', priority: 1002, ports: '22' }] },
    { name: 'nsg-plain', group: 'rg-web', rules: [{ name: 'https', priority: 300, ports: '443' }] },
    {
      ...{ name: 'nsg-blocks', group: 'rg-web' },
      rules: [{ name: 'no-web', priority: 200, access: 'Deny', ports: '400-500' }],
    },
    {
      ...{ name: 'nsg-tag', group: 'rg-web' },
      rules: [{ name: 'devops', priority: 200, source: 'AzureDevOps', ports: '22' }],
    },
  ],
  networks: [
    {
      ...{ name: 'vnet', group: 'rg-web', space: ['10.0.0.0/16'] },
      subnets: {
        web: { prefix: '10.0.0.0/24' },
        guarded: { prefix: '10.0.1.0/24', nsg: 'nsg-blocks' },
        AzureBastionSubnet: { prefix: '10.0.2.0/26' },
      },
    },
    {
      ...{
        name: 'managed',
        group: 'rg-web',
        space: ['10.9.0.0/16'],
        subnets: { in: { prefix: '10.9.0.0/24' } },
      },
      adminRules: [
        { name: 'never-ssh', priority: 10, access: 'Deny', ports: '22' },
        { name: 'always-scan', priority: 20, access: 'AlwaysAllow', source: '203.0.113.0/24', ports: '8080' },
      ],
    },
  ],
  vms: [
    {
      name: 'legacy-01',
      group: 'rg-web',
      nics: [nic('10.0.0.4', { public: '198.51.100.4', nsg: 'nsg-legacy' })],
    },
    {
      name: 'plain-01',
      group: 'rg-web',
      ports: [443],
      nics: [nic('10.0.0.5', { public: '198.51.100.5', nsg: 'nsg-plain' })],
    },
    {
      ...{ name: 'twice-01', group: 'rg-web', ports: [443] },
      nics: [{ subnet: 'vnet/guarded', address: '10.0.1.4', public: '198.51.100.6', nsg: 'nsg-plain' }],
    },
    { name: 'tag-01', group: 'rg-web', nics: [nic('10.0.0.6', { public: '198.51.100.7', nsg: 'nsg-tag' })] },
    { name: 'inner-01', group: 'rg-web', running: false, nics: [nic('10.0.0.7', { nsg: 'nsg-plain' })] },
    {
      ...{ name: 'managed-01', group: 'rg-web', ports: [8080] },
      nics: [{ subnet: 'managed/in', address: '10.9.0.4', public: '198.51.100.8', nsg: 'nsg-legacy' }],
    },
  ],
  policies: [
    {
      group: 'rg-web',
      vms: Object.fromEntries(
        ['legacy-01', 'plain-01', 'twice-01', 'tag-01', 'inner-01', 'managed-01'].map((name) => [
          name,
          [{ number: 22, protocol: name === 'plain-01' ? '*' : 'TCP' }],
        ]),
      ),
    },
  ],
};

const vmCalled = async ({ azure }: TestAzure, name: string): Promise<Vm> => {
  const vm = (await azure.inventory.all()).find((each) => each.name === name);
  if (!vm) throw new Error(`${name} is not there`);
  return vm;
};

async function checkOf(name: string, change: (test: TestAzure) => void = () => undefined) {
  const test = await startAzure({ scenario });
  const vm = await vmCalled(test, name);
  change(test);
  const network = await test.azure.inspector.inspect(vm);
  const findings = findingsOf(network);
  const port = (ports: string): PortFinding | undefined =>
    findings.ports.find((finding) => finding.ports === ports);
  return { test, vm, network, findings, port };
}

const deny =
  (...notActions: string[]) =>
  ({ sandbox }: TestAzure) =>
    sandbox.edit({ kind: 'permissions', actions: ['*'], notActions });

describe('a look at what stands before a VM', () => {
  it('finds a VM that is configured, and yet open because an older rule beats the deny', async () => {
    const { port } = await checkOf('legacy-01');
    expect(port('22/tcp')).toEqual({
      ports: '22/tcp',
      state: 'exposed',
      sentence:
        'JIT is configured, and yet it is open to anybody, by the rule "old-ssh" of nsg-legacy (priority 1002). JIT\'s deny rule (priority 4096) comes too late.',
      mend: 'Remove the rule "old-ssh" of nsg-legacy, or let it name only those who need it all the time.',
    });
  });

  it('calls nothing shut by a deny rule about some source ports, and says what is wrong with it', async () => {
    const { port, test } = await checkOf('plain-01', ({ sandbox }) =>
      sandbox.edit({
        ...{ kind: 'put-rule', nsg: NSG_PLAIN, name: 'no-web' },
        properties: { priority: 200, access: 'Deny', sourcePortRange: '443', destinationPortRange: '443' },
      }),
    );
    expect(port('443/tcp')).toMatchObject({
      state: 'unsure',
      sentence: 'Cannot tell: it may be open to anybody, by the rule "https" of nsg-plain (priority 300).',
      mend: 'Look at the rule "no-web" of nsg-plain: it is about some source ports, and clients come from any. Let it be about all of them.',
    });
    const doors = await test.sandbox.doors();
    expect(doors.find(({ name, port: at }) => name === 'plain-01' && at === '443/tcp')).toMatchObject({
      open: true,
    });
  });

  it('finds what JIT keeps shut, and that its protocol is any', async () => {
    const { port } = await checkOf('plain-01');
    expect(port('22/any')).toMatchObject({ state: 'shut', mend: '' });
    expect(port('22/any')?.sentence).toMatch(
      /^Shut by JIT's deny rule of nsg-plain \(priority \d+\)\. JIT's protocol for it is any/,
    );
    expect(port('443/tcp')).toMatchObject({
      state: 'open',
      sentence: 'Open to anybody, by the rule "https" of nsg-plain (priority 300).',
    });
  });

  it('finds a subnet that keeps out what the interface lets in', async () => {
    const { port, test } = await checkOf('twice-01');
    expect(port('443/tcp')).toMatchObject({
      state: 'shut',
      sentence:
        'Shut: the rule "https" of nsg-plain (priority 300) would let in anybody, but the rule "no-web" of nsg-blocks (priority 200) keeps them out.',
    });
    const door = (await test.sandbox.doors()).find(
      ({ name, port: at }) => name === 'twice-01' && at === '443/tcp',
    );
    expect(door).toMatchObject({ open: false });
  });

  it("weighs a network manager's rules before every group", async () => {
    const { port, test, network, vm } = await checkOf('managed-01');
    expect(port('22/tcp')).toMatchObject({ state: 'shut' });
    expect(port('22/tcp')?.sentence).toContain(
      'but the rule "never-ssh" of managed (priority 10) keeps them out',
    );
    expect(port('8080/tcp')).toMatchObject({ state: 'open' });
    expect(port('8080/tcp')?.sentence).toContain('the security admin rule "always-scan"');
    const doors = (await test.sandbox.doors()).filter(({ name }) => name === 'managed-01');
    expect(doors.map(({ port: at, open }) => [at, open])).toEqual([
      ['22/tcp', false],
      ['8080/tcp', true],
    ]);
    const grant = { ...grantFor('g1', 22), vm };
    expect(obstacleTo(grant, network)).toMatch(
      /^22\/tcp on managed-01 is open, but nothing will connect, because/,
    );
  });

  it('names a VM that is stopped, that has no public address, and Bastion', async () => {
    const { findings, network, vm } = await checkOf('inner-01');
    const told = findings.remarks.join('\n');
    for (const fact of ['inner-01 is stopped', 'no public address', 'Azure Bastion'])
      expect(told).toContain(fact);
    expect(obstacleTo({ ...grantFor('g1', 443), vm }, network)).toContain('inner-01 is stopped. Start it.');
    const running = { ...network, vm: { ...network.vm, power: 'running' as const } };
    expect(obstacleTo({ ...grantFor('g1', 443), vm }, running)).toContain('no public address');
    expect(obstacleTo({ ...grantFor('g1', 443, '10.0.0.9/32'), vm }, running)).toBeUndefined();
  });

  it('shows what an opening lets in as an opening', async () => {
    const { port } = await checkOf('plain-01', ({ sandbox }) =>
      sandbox.edit({
        ...{ kind: 'put-rule', nsg: nsg('nsg-plain'), name: 'MicrosoftDefenderForCloud-JITRule-1-A' },
        properties: {
          ...{ priority: 100, access: 'Allow', direction: 'Inbound', protocol: '*' },
          ...{ sourceAddressPrefix: '203.0.113.7', destinationAddressPrefix: '10.0.0.5' },
          ...{ sourcePortRange: '*', destinationPortRange: '22' },
        },
      }),
    );
    expect(port('22/any')).toMatchObject({ state: 'open', mend: '' });
    expect(port('22/any')?.sentence).toContain("Open to 203.0.113.7, by JIT's allow rule of nsg-plain");
  });

  it('finds nothing in the way of what was opened, and shows it as an opening', async () => {
    const test = await startAzure({ scenario });
    const vm = await vmCalled(test, 'plain-01');
    const grants = await planned(test.azure, vm.id, '22/tcp');
    await test.azure.provider.open(orderFor(test.clock, grants));
    const network = await test.azure.inspector.inspect(vm);
    expect(grants.map((grant) => obstacleTo(grant, network))).toEqual([undefined]);
    expect(obstacleTo({ ...grants[0]!, source: '198.51.100.99/32' }, network)).toContain(
      'do not let 198.51.100.99 in',
    );
    const row = findingsOf(network).ports.find(({ ports }) => ports === '22/any');
    expect(row).toMatchObject({
      state: 'open',
      sentence: expect.stringContaining('Open to 203.0.113.7, by JIT'),
    });
  });

  it('says the same of every port as the sockets of the data plane', async () => {
    const test = await startAzure({ scenario });
    for (const { name, port, open } of await test.sandbox.doors()) {
      if (name === 'inner-01') continue; // stopped: its sockets are shut, its rules are not
      const found = findingsOf(await test.azure.inspector.inspect(await vmCalled(test, name)));
      const row = found.ports.find(({ ports }) => ports.replace('any', 'tcp') === port);
      const told = row?.state === 'unsure' ? 'unsure' : row?.state !== 'shut';
      expect([name, port, told]).toEqual([name, port, name === 'tag-01' ? 'unsure' : open]);
    }
  });
});

const nsg = (name: string): string =>
  `/subscriptions/${SUB}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/${name}`;

describe('H11: what could not be read', () => {
  const NETWORK = 'Microsoft.Network';
  it.each([
    ['the rules of a group', `${NETWORK}/networkSecurityGroups/securityRules/read`],
    [
      'the security admin rules',
      `${NETWORK}/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action`,
    ],
  ])('never makes a port shut: %s', async (_, action) => {
    const { port, findings, network, vm } = await checkOf('plain-01', deny(action));
    expect(port('22/any')).toMatchObject({ state: 'unsure' });
    expect(port('22/any')?.sentence).toMatch(/^Cannot tell/);
    expect(findings.ports.map(({ state }) => state)).not.toContain('shut');
    expect(findings.remarks.join('\n')).toContain(action);
    expect(obstacleTo({ ...grantFor('g1', 22), vm }, network)).toBeUndefined();
  });

  it('leaves a port shut that another group surely shuts, and no other: the subnet', async () => {
    const action = `${NETWORK}/virtualNetworks/subnets/read`;
    const { port, findings } = await checkOf('plain-01', deny(action));
    expect(port('22/any')).toMatchObject({ state: 'shut' });
    expect(port('443/tcp')).toMatchObject({ state: 'unsure' });
    expect(findings.remarks.join('\n')).toContain(action);
  });

  it('never makes a port shut: an interface', async () => {
    const { network } = await checkOf('plain-01');
    const [entrance] = network.entrances;
    const blind = { ...entrance!, groups: [{ name: 'nic', guards: 'interface' as const, rules: undefined }] };
    for (const entrances of [[], [{ ...blind, adminRules: undefined, space: undefined }]]) {
      const { ports } = findingsOf({ ...network, entrances });
      expect(ports.map(({ state }) => state)).toEqual(['unsure']);
    }
  });

  it('never makes a port shut: whom a service tag means', async () => {
    const { port } = await checkOf('tag-01');
    expect(port('22/tcp')).toMatchObject({ state: 'unsure' });
    expect(port('22/tcp')?.sentence).toContain(
      'the service tag AzureDevOps, by the rule "devops" of nsg-tag',
    );
  });

  it('is an error where not even the VM can be read', async () => {
    const test = await startAzure({ scenario });
    const vm = await vmCalled(test, 'plain-01');
    deny('Microsoft.Network/networkInterfaces/read')(test);
    await expect(test.azure.inspector.inspect(vm)).rejects.toMatchObject({
      name: 'CloudError',
      kind: 'denied',
    });
  });
});

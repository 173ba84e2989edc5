import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build } from '../../../../sandbox/azure/build/build.ts';
import type {
  FirewallDocument,
  Nic,
  Nsg,
  VirtualNetwork,
  VmDocument,
} from '../../../../sandbox/azure/cloud/documents.ts';
import type { World } from '../../../../sandbox/azure/cloud/world.ts';
import { createWorld } from '../../../../sandbox/azure/create-world.ts';
import { createJitEffects } from '../../../../sandbox/azure/jit/access.ts';
import { mayEnter } from '../../../../sandbox/azure/network/reach.ts';
import { readScenario, type Scenario } from '../../../../sandbox/azure/scenario.ts';
import { knock } from '../../../../sandbox/demo/knock.ts';
import {
  type Addresses,
  addressesOf,
  both,
  either,
  isNobody,
  isWithin,
  NOBODY,
} from '../../../../src/access/check/addresses.ts';
import { defaultRules } from '../../../../src/access/check/default-rules.ts';
import { evaluate } from '../../../../src/access/check/evaluate.ts';
import type { Entrance, InboundRule } from '../../../../src/access/check/vm-network.ts';
import { firewallForwards } from '../../../../src/cloud/azure/check/firewall-forwards.ts';
import { readInbound } from '../../../../src/cloud/azure/check/read-rules.ts';
import type { Reads } from '../../../../src/cloud/azure/check/reads.ts';
import { SUB, startAzure } from '../sandbox-azure.ts';

const FIREWALL = '10.0.0.0/26';
const SPACE = ['10.0.0.0/16', '2001:db8:7::/48'];
const SOURCES = [
  ...['*', 'Internet', 'VirtualNetwork', 'AzureLoadBalancer', '203.0.113.0/24', '203.0.113.7', '10.0.0.4'],
  ...[FIREWALL, '10.0.0.0/16', '0.0.0.0/1', '2001:db8:7::/48', '2001:db8:9::7', '2001:db8:9::/64'],
];
const VISITORS = [
  ...['203.0.113.7', '203.0.113.8', '198.51.100.4', '8.8.8.8', '10.0.1.9', '10.0.0.9'],
  ...['2001:db8:9::7', '2001:db8:9::8', '2001:db8:7::9', '2606:4700::1'],
];
const PORTS = [22, 443, 3389];

const rule = fc.record({
  priority: fc.integer({ min: 100, max: 4096 }),
  access: fc.constantFrom('Allow', 'Deny'),
  source: fc.constantFrom(...SOURCES),
  destination: fc.constantFrom('*', 'VirtualNetwork', '10.0.1.4', '10.0.2.0/24', '2001:db8:7::4'),
  ports: fc.constantFrom('*', '22', '20-30', '440-3389'),
  protocol: fc.constantFrom('Tcp', '*', 'Udp'),
});
const adminRule = fc.record({
  priority: fc.integer({ min: 1, max: 4096 }),
  access: fc.constantFrom('Allow', 'Deny', 'AlwaysAllow'),
  source: fc.constantFrom('*', '203.0.113.0/24', '10.0.0.0/16', '2001:db8:9::/64', FIREWALL),
  ports: fc.constantFrom('*', '22', '440-3389'),
  protocol: fc.constantFrom('Tcp', 'Any', 'Udp'),
});
const nat = fc.record({
  source: fc.constantFrom('*', '203.0.113.7', '203.0.113.0/24', '198.51.100.0/25'),
  port: fc.integer({ min: 40_000, max: 40_099 }),
  toAddress: fc.constantFrom('10.0.1.4', '10.0.1.99'),
  toPort: fc.constantFrom(...PORTS),
});
const byPriority = { selector: ({ priority }: { readonly priority: number }) => priority };
const before = fc.record({
  subnet: fc.option(fc.uniqueArray(rule, { maxLength: 5, ...byPriority })),
  nic: fc.option(fc.uniqueArray(rule, { maxLength: 5, ...byPriority })),
  admin: fc.uniqueArray(adminRule, { maxLength: 2, ...byPriority }),
  nat: fc.array(nat, { maxLength: 2 }),
  isPublic: fc.boolean(),
});
type Before = typeof before extends fc.Arbitrary<infer T> ? T : never;

const named = <T extends object>(prefix: string, rules: readonly T[]) =>
  rules.map((each, at) => ({ name: `${prefix}-${at}`, ...each }));

/** What is before one VM with an address of each family. */
function scenarioOf({ subnet, nic, admin, nat: nats, isPublic }: Before): Scenario {
  const groups = [
    ...(subnet ? [{ name: 'nsg-subnet', group: 'rg', rules: named('s', subnet) }] : []),
    ...(nic ? [{ name: 'nsg-nic', group: 'rg', rules: named('n', nic) }] : []),
  ];
  return {
    subscriptions: { a: { id: SUB, name: 'Web' } },
    groups: { rg: { subscription: 'a', location: 'koreacentral' } },
    nsgs: groups as Scenario['nsgs'],
    networks: [
      {
        ...{ name: 'vnet', group: 'rg', space: SPACE, adminRules: named('a', admin) as never },
        subnets: {
          AzureFirewallSubnet: { prefix: FIREWALL },
          web: { prefix: '10.0.1.0/24', ...(subnet ? { nsg: 'nsg-subnet' } : {}) },
        },
      },
    ],
    vms: [
      {
        ...{ name: 'vm-01', group: 'rg', ports: PORTS },
        nics: [
          {
            ...{ subnet: 'vnet/web', address: '10.0.1.4', address6: '2001:db8:7::4' },
            ...(isPublic ? { public: '198.51.100.20', public6: '2001:db8:20::4' } : {}),
            ...(nic ? { nsg: 'nsg-nic' } : {}),
          },
        ],
      },
    ],
    policies: [],
    firewalls: [
      { name: 'fw', group: 'rg', address: '10.0.0.4', public: '198.51.100.40', nat: named('d', nats) },
    ],
    sources: { '127.0.0.7': '203.0.113.7', '127.0.0.8': '198.51.100.4' },
  };
}

function worldOf(drawn: Before): World {
  const scenario = readScenario(scenarioOf(drawn));
  const world = createWorld(scenario);
  build(world, scenario, createJitEffects(world));
  return world;
}

const NETWORK = `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Network`;
const ACCESS = { Allow: 'allow', Deny: 'deny', AlwaysAllow: 'always' } as const;

/** The documents of the sandbox, read by the code that reads Azure's. */
async function entrancesOf(world: World, drawn: Before): Promise<readonly Entrance[]> {
  const { cloud } = world;
  const group = (name: string, guards: 'subnet' | 'interface') => {
    const found = cloud.find<Nsg>(`${NETWORK}/networkSecurityGroups/${name}`);
    const read = (found?.properties.securityRules ?? []).map((each) =>
      readInbound(name, { name: each.name, ...each.properties } as never),
    );
    const rules = read.filter((each) => each !== undefined);
    return found ? [{ name, guards, rules: [...rules, ...defaultRules(name)] }] : [];
  };
  const adminRules = drawn.admin.map(
    ({ priority, access, source, ports, protocol }, at): InboundRule => ({
      ...{ name: `a-${at}`, of: 'vnet', priority, access: ACCESS[access], destinations: ['*'] },
      ...{ sources: [source], ports: [ports], protocol: protocol === 'Any' ? '*' : protocol.toLowerCase() },
    }),
  );
  const nic = cloud.find<Nic>(`${NETWORK}/networkInterfaces/vm-01-nic`)!;
  const configurations = nic.properties.ipConfigurations.map(({ properties }) => properties);
  const reads = readsOf(world);
  return Promise.all(
    configurations.map(async ({ privateIPAddress: address, publicIPAddress }) => ({
      ...{ address, adminRules, memberOf: [], space: SPACE, balancers: [], ways: [] },
      ...(publicIPAddress ? { publicAddress: { address: '198.51.100.20', kind: 'standard' as const } } : {}),
      groups: [...group('nsg-subnet', 'subnet'), ...group('nsg-nic', 'interface')],
      forwards: await firewallForwards(reads, [`${NETWORK}/azureFirewalls/fw`], address),
    })),
  );
}

/** As the library would give them: without the wire's `properties`. */
function readsOf({ cloud }: World): Reads {
  const firewall = cloud.find<FirewallDocument>(`${NETWORK}/azureFirewalls/fw`)!;
  const network = cloud.find<VirtualNetwork>(`${NETWORK}/virtualNetworks/vnet`)!;
  const flat = (each: { readonly properties: object }): object => ({ ...each, ...each.properties });
  return {
    firewall: async () => ({
      natRuleCollections: firewall.properties.natRuleCollections?.map(flat),
      ipConfigurations: firewall.properties.ipConfigurations?.map(flat),
    }),
    subnet: async (id: string) => {
      const found = network.properties.subnets.find((each) => each.id === id);
      return { nsgId: undefined, prefixes: [String(found?.properties.addressPrefix)], hasRoutes: false };
    },
  } as unknown as Reads;
}

/** By any of its addresses: directly where it can be reached at all, or by what leads there. */
function ours(entrances: readonly Entrance[], source: string, port: number): 'yes' | 'no' | 'maybe' {
  const from = addressesOf(source) ?? NOBODY;
  const family = entrances.filter(({ address }) => address.includes(':') === source.includes(':'));
  const pieces = family.flatMap((entrance) => {
    const isInside = SPACE.some((range) => isWithin(from, addressesOf(range) ?? NOBODY));
    const isReached = isInside || entrance.publicAddress !== undefined;
    const { allowed } = evaluate({ entrance, from: port, to: port, protocol: 'tcp' });
    return allowed.filter(({ at }) => at !== undefined || isReached);
  });
  const sum = (sets: readonly Addresses[]): Addresses => sets.reduce<Addresses>(either, NOBODY);
  if (isNobody(both(from, sum(pieces.map(({ maybe }) => maybe))))) return 'no';
  return isWithin(from, sum(pieces.map(({ sure }) => sure))) ? 'yes' : 'maybe';
}

/** Whether a firewall leads there whose addresses the rules do not treat alike: then, and only then, nothing can be told. */
const mayBeUnsure = (entrances: readonly Entrance[], port: number): boolean =>
  entrances.some(({ forwards }) => forwards.some(({ rule: { ports } }) => ports.includes(String(port))));

describe('what the check says, and what the data plane of the sandbox does', () => {
  it('agree on every source and port: groups of subnet and interface, admin rules, both families, a firewall', async () => {
    await fc.assert(
      fc.asyncProperty(before, async (drawn) => {
        const world = worldOf(drawn);
        const vm = world.cloud.ofType<VmDocument>('Microsoft.Compute/virtualMachines')[0]!;
        const entrances = await entrancesOf(world, drawn);
        for (const source of VISITORS)
          for (const port of PORTS) {
            const said = ours(entrances, source, port);
            const does = mayEnter(world, { vm, port }, source).allowed ? 'yes' : 'no';
            if (said === 'maybe') expect(mayBeUnsure(entrances, port), `${source} ${port}`).toBe(true);
            else expect([source, port, said]).toEqual([source, port, does]);
          }
      }),
      { numRuns: 150 },
    );
  });

  it('agree at real sockets, through the real libraries', async () => {
    for (const drawn of fc.sample(before, { numRuns: 4, seed: 20260302 })) {
      const { sandbox, azure } = await startAzure({ scenario: scenarioOf(drawn) });
      const [vm] = await azure.inventory.all();
      const { entrances, unread } = await azure.inspector.inspect(vm!);
      expect(unread).toEqual([]);
      const doors = await sandbox.doors();
      for (const [loopback, address] of [
        ['127.0.0.7', '203.0.113.7'],
        ['127.0.0.8', '198.51.100.4'],
      ] as const)
        for (const port of PORTS) {
          const door = doors.find((each) => each.port === `${port}/tcp`)!;
          const tried = await knock(door.socket, { address, loopback });
          const said = ours(entrances, address, port);
          if (said !== 'maybe')
            expect([address, port, said]).toEqual([address, port, typeof tried === 'object' ? 'yes' : 'no']);
        }
    }
  });
});

import type {
  AzureFirewall,
  FirewallPolicyRuleCollectionGroup,
  LoadBalancer,
  NetworkInterface,
  PublicIPAddress,
  VirtualNetwork,
} from '@azure/arm-network';
import { z } from 'zod';
import { defaultRules } from '../../../access/check/default-rules.ts';
import type { Entrance, InboundRule } from '../../../access/check/vm-network.ts';
import { CloudError } from '../../../ports/provider.ts';
import { WithRules } from '../firewall/policy-rules.ts';
import { readNic } from '../inventory/guards.ts';
import type { Action } from '../permissions.ts';
import { type Answer, askTwice, type CallOptions, type Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, type ResourceId, type ResourceKind, readId } from '../wire/resource-id.ts';
import { sound } from '../wire/sound.ts';
import { readAdminRules } from './admin-rules.ts';
import { readFlushes } from './flushes.ts';
import { readInbound } from './read-rules.ts';
import { regular } from './regular.ts';

/** What one look reads, each thing once; undefined where it could not be, and then `unread` says why. */
export interface Reads {
  nic(id: string): Promise<NetworkInterface | undefined>;
  subnet(id: string): Promise<SubnetRead | undefined>;
  balancer(id: string): Promise<LoadBalancer | undefined>;
  firewall(id: string): Promise<AzureFirewall | undefined>;
  /** The rule collection groups of a firewall policy. */
  policyGroups(id: string): Promise<readonly FirewallPolicyRuleCollectionGroup[] | undefined>;
  /** The range of a virtual hub's own addresses. */
  hubPrefix(id: string): Promise<string | undefined>;
  rules(nsgId: string): Promise<readonly InboundRule[] | undefined>;
  /** Whether the group ends connections that a removed rule had let in; not where Ajar may not see it. */
  flushes(nsgId: string): Promise<boolean | undefined>;
  adminRules(networkId: string): Promise<readonly InboundRule[] | undefined>;
  network(
    id: string,
  ): Promise<{ readonly space: readonly string[]; readonly subnets: readonly string[] } | undefined>;
  publicAddress(id: string): Promise<Entrance['publicAddress']>;
  /** Sentences, each once. */
  unread(): readonly string[];
}

interface SubnetRead {
  readonly nsgId: string | undefined;
  readonly prefixes: readonly string[];
  readonly hasRoutes: boolean;
}

export function createReads(clients: Clients, deadline: Deadline): Reads {
  const whys = new Set<string>();
  const kept = new Map<string, Promise<unknown>>();
  const once = <T>(what: string, id: string, read: () => Promise<T>): Promise<T | undefined> => {
    const key = `${what} ${id.toLowerCase()}`;
    const reading = (kept.get(key) as Promise<T | undefined> | undefined) ?? orNote(whys, read());
    kept.set(key, reading);
    return reading;
  };
  const ask = <T>(kind: ReadKind, id: string, call: Call<T>): Promise<T> =>
    getOne(clients, deadline, kind, id, call);
  const get = async <T>(kind: ReadKind, id: string, call: Call<T>): Promise<T> => {
    const subject = `the ${kind} "${nameIn(id)}"`;
    return regular(subject, sound(OneOrMany, subject, await ask(kind, id, call)));
  };
  return {
    nic: (id) =>
      once('nic', id, async () => {
        const subject = `the network interface "${nameIn(id)}"`;
        return regular(subject, await sure(readNic(clients, id, deadline), subject));
      }),
    subnet: (id) =>
      once('subnet', id, async () => {
        const found = await get('subnet', id, (network, { resourceGroup, names }, options) =>
          network.subnets.get(resourceGroup, names[0] ?? '', names[1] ?? '', options),
        );
        return {
          nsgId: found.networkSecurityGroup?.id,
          prefixes: found.addressPrefixes ?? (found.addressPrefix ? [found.addressPrefix] : []),
          hasRoutes: found.routeTable !== undefined,
        };
      }),
    balancer: (id) =>
      once('balancer', id, () =>
        get('load balancer', id, (network, { resourceGroup, names }, options) =>
          network.loadBalancers.get(resourceGroup, names[0] ?? '', options),
        ),
      ),
    firewall: (id) =>
      once('firewall', id, () =>
        get('firewall', id, (network, { resourceGroup, names }, options) =>
          network.azureFirewalls.get(resourceGroup, names[0] ?? '', options),
        ),
      ),
    policyGroups: (id) => once('policy groups', id, () => readGroups(get, id)),
    hubPrefix: (id) =>
      once('hub', id, async () => {
        const found = await get('virtual hub', id, (network, { resourceGroup, names }, options) =>
          network.virtualHubs.get(resourceGroup, names[0] ?? '', options),
        );
        return found.addressPrefix;
      }),
    rules: (id) => once('rules', id, () => readRules(ask, id)),
    flushes: (id) => once('flushes', id, () => readFlushes(clients, id, deadline)),
    adminRules: (id) => once('admin rules', id, () => readAdminRules(clients, id, deadline)),
    network: (id) =>
      once('network', id, async () => {
        const found = await get('virtual network', id, (network, { resourceGroup, names }, options) =>
          network.virtualNetworks.get(resourceGroup, names[0] ?? '', options),
        );
        return { space: spaceOf(found), subnets: (found.subnets ?? []).flatMap(({ name }) => name ?? []) };
      }),
    publicAddress: (id) =>
      once('public address', id, async () => {
        const found = await get('public address', id, (network, { resourceGroup, names }, options) =>
          network.publicIPAddresses.get(resourceGroup, names[0] ?? '', options),
        );
        return { address: found.ipAddress ?? '', kind: kindOf(found) };
      }),
    unread: () => [...whys],
  };
}

/** The library makes an empty thing of any answer, be it a proxy's own page: then nothing would lead to the VM, or be before it. */
const OneOrMany = z.union([z.array(WithRules), z.object({ id: z.string() })]);

/** A failure of one part is told and leaves the others be. */
async function orNote<T>(whys: Set<string>, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    whys.add(error.message);
    return undefined;
  }
}

type Network = Awaited<ReturnType<Clients['network']>>;
type Call<T> = (network: Network, id: ResourceId, options: CallOptions) => Promise<T>;
type Get = <T>(kind: ReadKind, id: string, call: Call<T>) => Promise<T>;

/** The action that reads each kind. */
const ACTIONS = {
  subnet: 'Microsoft.Network/virtualNetworks/subnets/read',
  'virtual network': 'Microsoft.Network/virtualNetworks/read',
  'network security group': 'Microsoft.Network/networkSecurityGroups/securityRules/read',
  'public address': 'Microsoft.Network/publicIPAddresses/read',
  'load balancer': 'Microsoft.Network/loadBalancers/read',
  firewall: 'Microsoft.Network/azureFirewalls/read',
  'firewall policy': 'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read',
  'virtual hub': 'Microsoft.Network/virtualHubs/read',
} as const satisfies Partial<Record<ResourceKind, Action>>;
type ReadKind = keyof typeof ACTIONS;

async function getOne<T>(
  clients: Clients,
  deadline: Deadline,
  kind: ReadKind,
  id: string,
  call: Call<T>,
): Promise<T> {
  const parsed = readId(kind, id);
  const network = await clients.network(parsed.subscriptionId);
  const subject = `the ${kind} "${nameIn(id)}"`;
  const doing = clients.doing(`read ${subject}`, ACTIONS[kind], subject);
  const answer: Answer<T> = await askTwice(doing, deadline, (options) => call(network, parsed, options));
  return answer.value;
}

/** Named by an interface a moment ago and not there now: then nothing is known of it. */
async function sure<T>(reading: Promise<T | undefined>, subject: string): Promise<T> {
  const found = await reading;
  if (found !== undefined) return found;
  throw new CloudError('not-found', `Azure does not find ${subject} any more. Check again in a minute.`);
}

/** The default rules are the same everywhere, and are not read. */
async function readRules(get: Get, id: string): Promise<readonly InboundRule[]> {
  const own = await get('network security group', id, async (network, { resourceGroup, names }, options) => {
    const found: InboundRule[] = [];
    for await (const rule of network.securityRules.list(resourceGroup, names[0] ?? '', options)) {
      const read = readInbound(nameIn(id), rule);
      if (read) found.push(read);
    }
    return found;
  });
  return [...own, ...defaultRules(nameIn(id))];
}

const readGroups = (get: Get, id: string): Promise<readonly FirewallPolicyRuleCollectionGroup[]> =>
  get('firewall policy', id, async (network, { resourceGroup, names }, options) => {
    const found: FirewallPolicyRuleCollectionGroup[] = [];
    const list = network.firewallPolicyRuleCollectionGroups.list(resourceGroup, names[0] ?? '', options);
    for await (const group of list) found.push(group);
    return found;
  });

/** Peered networks count as the virtual network in a rule, unless the peering forbids their traffic. */
function spaceOf({ addressSpace, virtualNetworkPeerings = [] }: VirtualNetwork): readonly string[] {
  const peered = virtualNetworkPeerings.filter(
    ({ peeringState, allowVirtualNetworkAccess }) =>
      peeringState === 'Connected' && allowVirtualNetworkAccess !== false,
  );
  return [addressSpace, ...peered.map(({ remoteAddressSpace }) => remoteAddressSpace)].flatMap(
    (space) => space?.addressPrefixes ?? [],
  );
}

function kindOf({ sku }: PublicIPAddress): 'standard' | 'basic' | 'unknown' {
  const name = sku?.name?.toLowerCase() ?? '';
  if (name.startsWith('standard')) return 'standard';
  return name === 'basic' ? 'basic' : 'unknown';
}

import { CloudError } from '../../../ports/provider.ts';

/** The kinds of Azure resource that Ajar asks about, with the type segments of their ids. */
const TYPES = {
  'virtual machine': ['Microsoft.Compute', 'virtualMachines'],
  'network interface': ['Microsoft.Network', 'networkInterfaces'],
  'network security group': ['Microsoft.Network', 'networkSecurityGroups'],
  'public address': ['Microsoft.Network', 'publicIPAddresses'],
  'virtual network': ['Microsoft.Network', 'virtualNetworks'],
  subnet: ['Microsoft.Network', 'virtualNetworks', 'subnets'],
  'load balancer': ['Microsoft.Network', 'loadBalancers'],
  firewall: ['Microsoft.Network', 'azureFirewalls'],
  'firewall policy': ['Microsoft.Network', 'firewallPolicies'],
  'virtual hub': ['Microsoft.Network', 'virtualHubs'],
  'network watcher': ['Microsoft.Network', 'networkWatchers'],
  'JIT policy': ['Microsoft.Security', 'locations', 'jitNetworkAccessPolicies'],
} as const satisfies Record<string, readonly string[]>;

export type ResourceKind = keyof typeof TYPES;

/** The parts of a resource id that were checked and may stand in a path. */
export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** One name for each type segment: a subnet has its network's and its own, a JIT policy its location and its own. */
  readonly names: readonly string[];
}

/**
 * Azure's own naming rules, a little wider where old resources are known to be: they leave out every character that means
 * something in a path or a query (HOLES H24).
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
const SUBSCRIPTION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RESOURCE_GROUP = /^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u;
const NAME = /^[a-z0-9_]([a-z0-9_.-]{0,78}[a-z0-9_])?$/i;

/** Reads a resource id of this kind, in any case; undefined when Azure would not have made it. */
export function parseId(kind: ResourceKind, id: string): ResourceId | undefined {
  const [empty, subscriptions, subscriptionId = '', groups, resourceGroup = '', providers, space, ...rest] =
    id.split('/');
  const [namespace, ...types] = TYPES[kind];
  const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
  const shaped =
    empty === '' &&
    same(subscriptions, 'subscriptions') &&
    same(groups, 'resourceGroups') &&
    same(providers, 'providers') &&
    same(space, namespace) &&
    rest.length === types.length * 2 &&
    types.every((type, index) => same(rest[index * 2], type));
  const names = rest.filter((_, index) => index % 2 === 1);
  const named =
    SUBSCRIPTION.test(subscriptionId) &&
    RESOURCE_GROUP.test(resourceGroup) &&
    names.every((name) => NAME.test(name));
  return shaped && named ? { subscriptionId, resourceGroup, names } : undefined;
}

/** The same, where an id must be right; throws `CloudError` before anything is asked of Azure. */
export function readId(kind: ResourceKind, id: string): ResourceId {
  const parsed = parseId(kind, id);
  if (parsed) return parsed;
  throw new CloudError('broken', `${JSON.stringify(id)} is not the id of a ${kind} as Azure writes them.`, {
    nothingSent: true,
  });
}

/** The last name in an id, for people to read. */
export const nameIn = (id: string): string => id.split('/').at(-1) ?? id;

/** The path of a checked id: every part is written anew and escaped. */
export function pathOf(kind: ResourceKind, id: ResourceId): string {
  const [namespace, ...types] = TYPES[kind];
  const tail = types.flatMap((type, index) => [type, id.names[index] ?? '']);
  const parts = [
    'subscriptions',
    id.subscriptionId,
    'resourceGroups',
    id.resourceGroup,
    'providers',
    namespace,
    ...tail,
  ];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

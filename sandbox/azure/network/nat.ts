import { VM_TYPE } from '../cloud/compute.ts';
import type {
  FirewallDocument,
  NatRule,
  PolicyNatRule,
  RuleCollectionGroup,
  VmDocument,
} from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { groupsOf } from '../firewall/rule-groups.ts';
import { contains, readRange } from './prefix.ts';
import { type Entrance, entrancesOf } from './vm-network.ts';

export const FIREWALL_TYPE = 'Microsoft.Network/azureFirewalls';

/** A firewall with the NAT rules that it goes by now, in their order. */
export interface Nat {
  readonly firewall: FirewallDocument;
  /** Its own address inside: what a VM sees of whoever comes through NAT. */
  readonly inside: string;
  /** Its virtual network, where that counts; lower case. */
  readonly network?: string;
  readonly rules: readonly NatRule[];
}

export const natsOf = (world: World): readonly Nat[] =>
  world.cloud.ofType<FirewallDocument>(FIREWALL_TYPE).map((firewall) => natOf(world, firewall));

function natOf(world: World, firewall: FirewallDocument): Nat {
  const { ipConfigurations = [], natRuleCollections = [], firewallPolicy } = firewall.properties;
  const inside = ipConfigurations[0]?.properties.privateIPAddress ?? '';
  if (!firewallPolicy)
    return { firewall, inside, rules: natRuleCollections.flatMap(({ properties }) => properties.rules) };
  const subnet = ipConfigurations[0]?.properties.subnet?.id ?? '';
  const network = subnet.toLowerCase().split('/subnets/')[0] ?? '';
  return { firewall, inside, network, rules: policyRules(world, firewall, groupInForce(world)) };
}

/** Also those that a firewall will go by when the change that is under way is done. */
export const rulesToCome = (world: World, firewall: FirewallDocument): readonly NatRule[] =>
  firewall.properties.firewallPolicy ? policyRules(world, firewall) : natOf(world, firewall).rules;

/** The rules of a policy for one firewall, as its groups stand or as they will: by the priority of group and collection. */
function policyRules(
  world: World,
  { properties }: FirewallDocument,
  inForce: (group: RuleCollectionGroup) => RuleCollectionGroup | undefined = (group) => group,
): readonly NatRule[] {
  const policy = world.cloud.find(properties.firewallPolicy?.id ?? '');
  const own = (properties.ipConfigurations ?? []).map(
    (config) => world.cloud.find(config.properties.publicIPAddress?.id ?? '')?.properties.ipAddress,
  );
  const groups = (policy ? groupsOf(world, policy) : []).flatMap((group) => inForce(group) ?? []);
  const collections = byPriority(groups.map((group) => group.properties)).flatMap(({ ruleCollections }) =>
    byPriority(ruleCollections),
  );
  return collections
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.ruleType === 'NatRule' && own.includes(rule.destinationAddresses?.[0]))
    .map(asNatRule);
}

/** A group that is being changed, or whose change failed, counts as it was before. */
const groupInForce =
  (world: World) =>
  (group: RuleCollectionGroup): RuleCollectionGroup | undefined => {
    const id = group.id.toLowerCase();
    return world.pending.has(id) ? (world.pending.get(id) as RuleCollectionGroup | undefined) : group;
  };

const byPriority = <T extends { readonly priority: number }>(items: readonly T[]): readonly T[] =>
  items.toSorted((a, b) => a.priority - b.priority);

const asNatRule = (rule: PolicyNatRule): NatRule => ({
  name: rule.name,
  sourceAddresses: rule.sourceAddresses ?? [],
  destinationPorts: rule.destinationPorts ?? [],
  protocols: (rule.ipProtocols ?? []).map((word) => word.toUpperCase()),
  translatedAddress: rule.translatedAddress ?? '',
  translatedPort: rule.translatedPort ?? '',
});

/** Whether a rule takes what comes from there; only TCP can be tried here. */
export const takes = ({ sourceAddresses, protocols }: NatRule, source: string): boolean =>
  (protocols.includes('TCP') || protocols.includes('ANY')) &&
  sourceAddresses.some((range) => range === '*' || holds(range, source));

function holds(range: string, address: string): boolean {
  const [outer, inner] = [readRange(range), readRange(address)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}

/** Whether a firewall reaches an address: one under a policy its own network's and the peered ones' only. */
export const reaches = ({ network }: Nat, { networks }: Entrance): boolean =>
  network === undefined || networks.includes(network);

/** The VM behind an address that the firewall reaches. */
export function vmBehind(
  world: World,
  nat: Nat,
  address: string,
): { readonly vm: VmDocument; readonly entrance: Entrance } | undefined {
  for (const vm of world.cloud.ofType<VmDocument>(VM_TYPE)) {
    const entrance = entrancesOf(world.cloud, vm).find(
      (each) => each.address === address && reaches(nat, each),
    );
    if (entrance) return { vm, entrance };
  }
  return undefined;
}

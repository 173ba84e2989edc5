import type {
  AzureFirewall,
  FirewallPolicyNatRuleCollection,
  FirewallPolicyRuleCollectionGroup,
  NatRule,
} from '@azure/arm-network';
import type { Forward, InboundRule } from '../../../access/check/vm-network.ts';
import { nameIn } from '../wire/resource-id.ts';
import { makerOf } from './read-rules.ts';
import type { Reads } from './reads.ts';

/** A NAT rule as both kinds of firewall write it. */
type AnyNatRule = Omit<NatRule, 'ruleType'>;
interface Ranked {
  readonly rule: AnyNatRule;
  readonly priority: number;
}

/** Any IPv4 address: where a firewall's own addresses are not known. */
const ANY = ['0.0.0.0/0'];

/** The NAT rules of these firewalls that lead to this address, or may. One that cannot be read may lead anywhere. */
export const firewallForwards = async (
  reads: Reads,
  ids: readonly string[],
  address: string,
): Promise<readonly Forward[]> =>
  // A NAT rule leads to an IPv4 address.
  address.includes(':') ? [] : (await Promise.all(ids.map((id) => forwardsOf(reads, id, address)))).flat();

async function forwardsOf(reads: Reads, id: string, address: string): Promise<readonly Forward[]> {
  const of = `the firewall ${nameIn(id)}`;
  const firewall = await reads.firewall(id);
  if (!firewall) return [unread(of, ANY)];
  const [rules, seenAs] = await Promise.all([natRulesOf(reads, firewall), insideOf(reads, firewall)]);
  if (!rules) return [unread(of, seenAs)];
  return rules.filter(({ rule }) => mayLeadTo(rule, address)).flatMap((each) => forwardsBy(of, seenAs, each));
}

const unread = (of: string, seenAs: readonly string[]): Forward => ({
  ...{ by: 'firewall', at: `addresses of ${of}`, isPublic: true, seenAs },
  rule: {
    ...{ name: 'all of its rules', of, called: 'NAT rule', priority: 0, access: 'allow', protocol: '*' },
    ...{ sources: [`unread:${of} leads there`], destinations: ['*'], ports: ['?'] },
  },
});

/** A firewall has rules of its own, or a policy; of a policy above that one NAT rules are not inherited. https://learn.microsoft.com/azure/firewall-manager/policy-overview#hierarchical-policies */
async function natRulesOf(reads: Reads, firewall: AzureFirewall): Promise<readonly Ranked[] | undefined> {
  const policyId = firewall.firewallPolicy?.id;
  if (policyId === undefined)
    return (firewall.natRuleCollections ?? []).flatMap(({ rules = [], priority = 0 }) =>
      rules.map((rule) => ({ rule, priority })),
    );
  return (await reads.policyGroups(policyId))?.flatMap(natRulesIn);
}

const natRulesIn = ({ ruleCollections = [] }: FirewallPolicyRuleCollectionGroup): readonly Ranked[] =>
  ruleCollections
    .filter(({ ruleCollectionType }) => ruleCollectionType === 'FirewallPolicyNatRuleCollection')
    .flatMap((collection) => {
      const { rules = [], priority = 0 } = collection as FirewallPolicyNatRuleCollection;
      return rules
        .filter(({ ruleType }) => ruleType === 'NatRule')
        .map((rule) => ({ rule: rule as NatRule, priority }));
    });

/** Which of the addresses of its subnet, or of its hub, it comes with is its own affair. */
async function insideOf(
  reads: Reads,
  { ipConfigurations = [], virtualHub }: AzureFirewall,
): Promise<readonly string[]> {
  const subnetId = ipConfigurations.find(({ subnet }) => subnet?.id)?.subnet?.id;
  const found = subnetId ? (await reads.subnet(subnetId))?.prefixes : undefined;
  const hub = virtualHub?.id ? await reads.hubPrefix(virtualHub.id) : undefined;
  if (found && found.length > 0) return found.filter((prefix) => !prefix.includes(':'));
  return hub ? [hub] : ANY;
}

/** One that names a host by its DNS name may mean any. */
const mayLeadTo = ({ translatedAddress, translatedFqdn }: AnyNatRule, address: string): boolean =>
  translatedFqdn ? true : translatedAddress === address;

/** One for each address and port that people connect to. */
function forwardsBy(of: string, seenAs: readonly string[], { rule, priority }: Ranked): readonly Forward[] {
  const { name = '', destinationAddresses = [], destinationPorts = [], translatedFqdn } = rule;
  const madeBy = makerOf(name);
  const inbound: InboundRule = {
    ...{ name, of, called: 'NAT rule', priority, access: 'allow', protocol: protocolOf(rule) },
    sources: [
      ...(rule.sourceAddresses ?? []).map((source) => source.trim()),
      ...(rule.sourceIpGroups ?? []).map((id) => `ipgroup:${nameIn(id)}`),
    ],
    destinations: ['*'],
    ports: [translatedFqdn ? '?' : (rule.translatedPort ?? '?')],
    ...(madeBy && { madeBy }),
  };
  return destinationAddresses.flatMap((address) =>
    destinationPorts.map((port): Forward => {
      // Private addresses of a firewall may be a destination too: reached from inside.
      const at = `${address}:${port}`;
      return { by: 'firewall', rule: inbound, at, isPublic: true, seenAs };
    }),
  );
}

function protocolOf(rule: AnyNatRule & { readonly protocols?: readonly string[] }): string {
  const named = (rule.ipProtocols ?? rule.protocols ?? []).map((protocol) => protocol.toLowerCase());
  return named.length === 1 && (named[0] === 'tcp' || named[0] === 'udp') ? named[0] : '*';
}

import type {
  FirewallPolicyNatRuleCollection,
  FirewallPolicyRuleCollectionGroup,
  NatRule,
} from '@azure/arm-network';
import { z } from 'zod';
import { regular } from '../check/regular.ts';
import { spans } from '../network/nsg-rules.ts';
import { askTwice, type Deadline, orGone } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import { sound } from '../wire/sound.ts';

/** The one rule collection group that Ajar writes, and the one collection in it. Nothing else is ever touched. */
export const OWN = 'ajar';

/** A rule that sends what comes to a firewall on to somebody inside, with the group that it stands in. */
export interface NatWay {
  readonly group: string;
  readonly rule: NatRule;
}

/** One rule collection group of a firewall policy. */
export interface RuleGroup {
  readonly name: string;
  readonly etag?: string;
  readonly priority: number;
  /** Azure's word for how far a change of it has come, in lower case: `succeeded`, `updating`, `deleting`, `failed`. */
  readonly progress: string;
  readonly collections: NonNullable<FirewallPolicyRuleCollectionGroup['ruleCollections']>;
}

/** All rules of a firewall policy as they are now. */
export interface PolicyRules {
  readonly policyId: string;
  readonly groups: readonly RuleGroup[];
}

/** Reads every rule collection group of a policy; none where Azure says that the policy is not there. Throws `CloudError`. */
export async function readPolicyRules(
  clients: Clients,
  policyId: string,
  deadline: Deadline,
): Promise<PolicyRules> {
  const { subscriptionId, resourceGroup, names } = readId('firewall policy', policyId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `read the rules of the firewall policy "${nameIn(policyId)}"`,
    'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read',
    `the firewall policy "${nameIn(policyId)}"`,
  );
  const groups = await orGone(
    askTwice(doing, deadline, async (options) => {
      const found: RuleGroup[] = [];
      const list = network.firewallPolicyRuleCollectionGroups.list(resourceGroup, names[0] ?? '', options);
      for await (const group of list) {
        // What is written back is what was read, nulls and all.
        regular(doing.subject, group);
        found.push(toGroup(sound(WithRules, 'a group of rules of a firewall policy', group)));
      }
      return found;
    }),
  );
  return { policyId, groups: groups ?? [] };
}

/**
 * Azure writes an empty list out: a group that came without its list is not one without rules. How it writes a collection
 * without rules was never recorded, so that this is asked of our own group alone, where every collection has some.
 */
export const WithRules = z
  .object({ name: z.string(), ruleCollections: z.array(z.object({ rules: z.unknown() })) })
  .refine(
    ({ name, ruleCollections }) =>
      name.toLowerCase() !== OWN || ruleCollections.every(({ rules }) => Array.isArray(rules)),
  );

const toGroup = (group: FirewallPolicyRuleCollectionGroup): RuleGroup => ({
  name: group.name ?? '',
  ...(group.etag !== undefined && { etag: group.etag }),
  priority: group.priority ?? 0,
  progress: group.provisioningState?.toLowerCase() ?? '',
  collections: group.ruleCollections ?? [],
});

/** The NAT rules of a group. */
export const natRulesIn = ({ collections }: RuleGroup): readonly NatRule[] =>
  collections.flatMap((collection) =>
    collection.ruleCollectionType === 'FirewallPolicyNatRuleCollection'
      ? ((collection as FirewallPolicyNatRuleCollection).rules ?? []).filter(isNatRule)
      : [],
  );

const isNatRule = (rule: { readonly ruleType: string }): rule is NatRule => rule.ruleType === 'NatRule';

/** Every NAT rule in these groups. */
export const natWaysIn = (groups: readonly RuleGroup[]): readonly NatWay[] =>
  groups.flatMap((group) => natRulesIn(group).map((rule) => ({ group: group.name, rule })));

/** Whether a NAT rule may lead to this port of this address: one that names a host by its DNS name may lead to any. */
export const mayLeadTo = ({ rule }: NatWay, address: string, number: number): boolean =>
  spans(rule.translatedPort || '*', number) &&
  (rule.translatedFqdn ? true : rule.translatedAddress === address);

import type { FirewallPolicyNatRuleCollection, NatRule } from '@azure/arm-network';
import { readRuleName } from '../network/rule-name.ts';
import { nameIn } from '../wire/resource-id.ts';
import { natRulesIn, OWN, type PolicyRules, type RuleGroup } from './policy-rules.ts';

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** Our group of a policy, if it is there. */
export const ownGroup = ({ groups }: PolicyRules): RuleGroup | undefined =>
  groups.find(({ name }) => same(name, OWN));

/** Everybody else's groups. */
export const othersIn = ({ groups }: PolicyRules): readonly RuleGroup[] =>
  groups.filter(({ name }) => !same(name, OWN));

/** Our rules of a policy. */
export const ownRules = (rules: PolicyRules): readonly NatRule[] => {
  const own = ownGroup(rules);
  return own ? natRulesIn(own) : [];
};

/** Our rule of this name; Azure's names have no case. */
export const ownRule = (rules: PolicyRules, name: string): NatRule | undefined =>
  ownRules(rules).find((rule) => same(rule.name, name));

/** True while a group is neither being changed nor left half changed: then what it holds is what the firewall does. */
export const isCalm = (group: RuleGroup | undefined): boolean =>
  group === undefined || group.progress === 'succeeded';

/** True while Azure changes this policy: it takes no other change meanwhile. */
export const isLocked = ({ groups }: PolicyRules): boolean =>
  groups.some(({ progress }) => progress === 'updating' || progress === 'deleting');

/**
 * Why the group of our name may not be written, as a sentence: it must hold one NAT collection of ours with rules of ours in
 * it or nothing, and its priority must be nobody else's. Undefined when all is well, or it is not there yet.
 */
export function notOurs(rules: PolicyRules, priority: number): string | undefined {
  const own = ownGroup(rules);
  const where = `the firewall policy "${nameIn(rules.policyId)}"`;
  const rival = othersIn(rules).find((group) => group.priority === (own?.priority ?? priority));
  if (!own && rival)
    return `The rule collection group "${rival.name}" of ${where} has the priority ${priority}, which is to be Ajar's. Whoever runs Ajar can set another with AJAR_FIREWALL_PRIORITY.`;
  if (!own || own.collections.every(isOurs)) return undefined;
  return `The rule collection group "${own.name}" of ${where} holds what Ajar did not make, so Ajar leaves it alone. Move that to a group of another name, then ask again.`;
}

function isOurs(collection: RuleGroup['collections'][number]): boolean {
  const { ruleCollectionType, name, rules = [] } = collection as FirewallPolicyNatRuleCollection;
  return (
    ruleCollectionType === 'FirewallPolicyNatRuleCollection' &&
    same(name, OWN) &&
    rules.every((rule) => rule.ruleType === 'NatRule' && readRuleName(rule.name ?? '') !== undefined)
  );
}

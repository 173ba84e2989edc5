import { newBareEtag, newEtag } from '../cloud/cloud.ts';
import type { ArmDocument, PolicyNatRule } from '../cloud/documents.ts';
import { POLICY_TYPE, RULE_GROUP_TYPE } from '../firewall/rule-groups.ts';
import type { FullScenario } from '../scenario.ts';
import type { Home } from './home.ts';

type Policy = FullScenario['firewallPolicies'][number];

/** The id of the policy that a firewall names: one of the scenario's by its name, any other by its id. */
export function policyOf(
  home: (key: string) => Home,
  { firewallPolicies }: FullScenario,
  name: string | undefined,
): string | undefined {
  const found = firewallPolicies.find((policy) => policy.name === name);
  return found ? home(found.group).id(POLICY_TYPE, found.name) : name;
}

/** A firewall policy, and its groups of rules. */
export function buildFirewallPolicy(
  at: Home,
  policy: Policy,
  { firewalls }: FullScenario,
): readonly ArmDocument[] {
  const id = at.id(POLICY_TYPE, policy.name);
  const publicAddress = firewalls.find((firewall) => firewall.policy === policy.name)?.public ?? '';
  const groups = policy.groups.map((group) => buildGroup(id, group, publicAddress));
  return [
    {
      ...{ id, name: policy.name, type: POLICY_TYPE, location: at.location, etag: newEtag() },
      properties: {
        ...{ provisioningState: 'Succeeded', sku: { tier: 'Standard' }, threatIntelMode: 'Alert' },
        ruleCollectionGroups: groups.map((group) => ({ id: group.id })),
      },
    },
    ...groups,
  ];
}

const buildGroup = (
  policyId: string,
  { name, priority, nat }: Policy['groups'][number],
  publicAddress: string,
): ArmDocument => ({
  ...{ id: `${policyId}/ruleCollectionGroups/${name}`, name, type: RULE_GROUP_TYPE, etag: newBareEtag() },
  properties: {
    ...{ provisioningState: 'Succeeded', size: '0.0MB', priority },
    ruleCollections: [
      {
        ...{ ruleCollectionType: 'FirewallPolicyNatRuleCollection', name: 'nat', priority: 100 },
        ...{ action: { type: 'DNAT' }, rules: nat.map((rule) => buildRule(rule, publicAddress)) },
      },
    ],
  },
});

const buildRule = (rule: Policy['groups'][number]['nat'][number], publicAddress: string): PolicyNatRule => ({
  ...{ ruleType: 'NatRule', name: rule.name, ipProtocols: ['TCP'], sourceAddresses: [rule.source] },
  ...{ sourceIpGroups: [], destinationAddresses: [publicAddress], destinationPorts: [String(rule.port)] },
  ...{ translatedAddress: rule.toAddress, translatedPort: String(rule.toPort) },
});

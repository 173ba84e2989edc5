import { z } from 'zod';
import type { ArmDocument, PolicyNatRule, RuleCollectionGroup } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { ArmError } from '../wire/answer.ts';
import type { Call } from '../wire/routes.ts';

const texts = z.array(z.string().min(1)).optional();

const Body = z.object({
  properties: z.object({
    priority: z.int().min(100).max(65_000),
    ruleCollections: z
      .array(
        z.looseObject({
          name: z.string().min(1),
          ruleCollectionType: z.enum([
            'FirewallPolicyNatRuleCollection',
            'FirewallPolicyFilterRuleCollection',
          ]),
          priority: z.int().min(100).max(65_000),
          action: z.object({ type: z.string() }).optional(),
          rules: z.array(
            z.looseObject({
              ...{
                name: z.string().min(1),
                ruleType: z.string(),
                ipProtocols: texts,
                sourceAddresses: texts,
              },
              ...{ sourceIpGroups: texts, destinationAddresses: texts, destinationPorts: texts },
              translatedAddress: z.string().optional(),
              translatedFqdn: z.string().optional(),
              translatedPort: z.string().optional(),
            }),
          ),
        }),
      )
      .default([]),
  }),
});

/**
 * Reads what a group is to be. Azure's words for what it refuses are not known, nor whether two groups may have one priority
 * or a collection no rules: the sandbox refuses both, in words of its own.
 */
export function readGroupBody(
  body: unknown,
  others: readonly RuleCollectionGroup[],
): Pick<RuleCollectionGroup['properties'], 'priority' | 'ruleCollections'> {
  const read = Body.safeParse(body);
  if (!read.success) throw refused('InvalidRequestFormat', z.prettifyError(read.error));
  const { priority, ruleCollections } = read.data.properties;
  const rival = others.find(({ properties }) => properties.priority === priority);
  if (rival) throw refused('FirewallPolicyRuleCollectionGroupPriorityConflict', `Priority of ${rival.name}.`);
  for (const { name, rules, ruleCollectionType } of ruleCollections) {
    const names = new Set(rules.map((rule) => rule.name.toLowerCase()));
    if (rules.length === 0 || names.size < rules.length)
      throw refused(
        'FirewallPolicyRuleCollectionInvalid',
        `Collection ${name} has no rules, or two of one name.`,
      );
    const bad =
      ruleCollectionType === 'FirewallPolicyNatRuleCollection' && rules.find((rule) => !isWhole(rule));
    if (bad) throw refused('FirewallPolicyNatRuleInvalid', `NAT rule ${bad.name} lacks a side.`);
  }
  return { priority, ruleCollections };
}

/** One destination and one port; an address or a name to go to. https://learn.microsoft.com/azure/firewall/rule-processing */
const isWhole = (rule: PolicyNatRule): boolean =>
  rule.ruleType === 'NatRule' &&
  [...(rule.sourceAddresses ?? []), ...(rule.sourceIpGroups ?? [])].length > 0 &&
  rule.destinationAddresses?.length === 1 &&
  rule.destinationPorts?.length === 1 &&
  (rule.ipProtocols ?? []).length > 0 &&
  (rule.translatedAddress === undefined) !== (rule.translatedFqdn === undefined) &&
  Number(rule.translatedPort) > 0;

const refused = (code: string, message: string): ArmError => new ArmError(400, code, message);

/** A change of one group locks the policy, and all its groups with it, for minutes. */
export function checkUnlocked(world: World, policy: ArmDocument, name: string): void {
  if (!world.changing.has(policy.id.toLowerCase())) return;
  throw new ArmError(
    world.settings.firewallBusy,
    'FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting',
    `Put on Firewall Policy Rule Collection Group ${name} Not Allowed When Firewall Policy ${policy.name} or its groups are Updating or Deleting`,
  );
}

export function checkEtag(world: World, call: Call, etag: string | undefined): void {
  const wanted = call.headers['if-match'];
  if (!world.settings.firewallHeedsEtag || wanted === undefined || wanted === '*') return;
  // In the header it stands between quotes, as HTTP has it; in the body it does not.
  if (world.settings.firewallHeedsEtag === true && wanted === `"${etag}"`) return;
  throw new ArmError(
    412,
    'PreconditionFailed',
    `Precondition failed. Etag provided in if-match header ${wanted} does not match etag ${etag} of resource ${call.path}.`,
  );
}

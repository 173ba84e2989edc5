import type { Front } from '../inventory/fronts.ts';
import { nameIn } from '../wire/resource-id.ts';
import { isElsewhere, takenBy } from './mapped-port.ts';
import { othersIn, ownRules } from './own-group.ts';
import type { Place } from './place.ts';
import { mayLeadTo, natWaysIn, type PolicyRules } from './policy-rules.ts';

/** Public addresses and NAT rules of one firewall together. https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-firewall-limits */
const MOST_NAT_RULES = 250;

/**
 * Why a port of a VM must not be opened through its firewall, as a sentence. A rule of somebody else that leads there too is
 * shut out by the VM's security group so far: what lets the firewall's own subnet in would let in whoever that rule admits.
 */
export function hinders(
  rules: PolicyRules,
  vm: { readonly name: string },
  { address }: Pick<Front, 'address'>,
  number: number,
): string | undefined {
  const ways = natWaysIn(othersIn(rules));
  const rival = ways.find((way) => mayLeadTo(way, address, number));
  const policy = nameIn(rules.policyId);
  if (rival)
    return `The rule "${rival.rule.name}" of the group "${rival.group}" in the firewall policy "${policy}" leads to port ${number} of ${vm.name} too, or may: to let the firewall in would let in everybody whom that rule admits. Remove it, or ask for another port.`;
  if (ways.length + ownRules(rules).length + 1 < MOST_NAT_RULES) return undefined;
  return `The firewall policy "${policy}" has ${ways.length + ownRules(rules).length} NAT rules, and Azure takes no more than ${MOST_NAT_RULES} with the public addresses. Remove some, then ask again.`;
}

/** Why a planned rule can no longer be written: the port of the firewall's address went to somebody else meanwhile. */
export function taken(rules: PolicyRules, place: Place, number: number): string | undefined {
  const rival = takenBy(place, place.mapped, natWaysIn(othersIn(rules)));
  const ours = ownRules(rules).find((rule) => isElsewhere(rule, { ...place, number }, place.mapped));
  const name = rival?.rule.name ?? ours?.name;
  return (
    name &&
    `Port ${place.mapped} of ${place.publicAddress} was taken by the rule "${name}" meanwhile. Ask again.`
  );
}

import type { Nsg, SecurityRule } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { ArmError } from '../wire/answer.ts';
import type { Call } from '../wire/routes.ts';

/** https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#networking-limits */
const MOST_RULES = 1000;
const LONGEST_DESCRIPTION = 140;
const NAME = /^[a-z0-9]([\w.-]{0,78}\w)?$/i;

/** A lock of the network provider's own, told as 429: it has nothing to do with quota. */
export function checkFree(world: World, nsg: Nsg): void {
  if (!world.changing.has(nsg.id.toLowerCase())) return;
  throw new ArmError(
    429,
    'RetryableErrorDueToAnotherOperation',
    `Operation on ${nsg.id} failed due to another operation in progress on it. Please retry.`,
  );
}

/** Which words Azure has for these refusals is not known: the sandbox's own. */
export function checkSides({ name, properties: p }: SecurityRule): void {
  // One way of three: an address, a list of them, or application security groups.
  const one = (single: unknown, ...lists: readonly (readonly unknown[] | undefined)[]): boolean =>
    [typeof single === 'string' && single !== '', ...lists.map((list) => (list ?? []).length > 0)].filter(
      Boolean,
    ).length === 1;
  const sides = [
    one(p.sourceAddressPrefix, p.sourceAddressPrefixes, p.sourceApplicationSecurityGroups),
    one(p.destinationAddressPrefix, p.destinationAddressPrefixes, p.destinationApplicationSecurityGroups),
    one(p.destinationPortRange, p.destinationPortRanges),
  ];
  const described = String(p.description ?? '').length <= LONGEST_DESCRIPTION;
  if (sides.every(Boolean) && NAME.test(name) && described) return;
  throw new ArmError(
    400,
    'InvalidRequestFormat',
    `Security rule ${name} lacks a side or has one twice, or its name or description cannot be one.`,
  );
}

export function checkRoom(nsg: Nsg): void {
  if (nsg.properties.securityRules.length < MOST_RULES) return;
  throw new ArmError(
    400,
    'SecurityRuleLimitReached',
    `${nsg.id} has ${MOST_RULES} rules, which is the most.`,
  );
}

export function checkMatch(call: Call, etag: string | undefined): void {
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted === etag) return;
  throw new ArmError(
    412,
    'PreconditionFailed',
    `Precondition failed. Etag provided in if-match header ${wanted} does not match etag ${etag} of resource ${call.path}.`,
  );
}

export function checkConflict(nsg: Nsg, rule: SecurityRule): void {
  const other = nsg.properties.securityRules.find(
    (r) =>
      r.name.toLowerCase() !== rule.name.toLowerCase() &&
      r.properties.priority === rule.properties.priority &&
      r.properties.direction === rule.properties.direction,
  );
  if (!other) return;
  throw new ArmError(
    400,
    'SecurityRuleConflict',
    `Security rule ${rule.name} conflicts with rule ${other.name}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`,
  );
}

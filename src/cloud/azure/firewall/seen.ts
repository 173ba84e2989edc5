import type { Grant } from '../../../access/grant.ts';
import type { Order, Sighting } from '../../../ports/provider.ts';
import { readGuards } from '../inventory/guards.ts';
import { ruleNameOf } from '../network/rule-name.ts';
import { isAsMade, natRuleOf } from './draft.ts';
import { hinders } from './obstacles.ts';
import { isCalm, ownGroup, ownRule } from './own-group.ts';
import { placeOf } from './place.ts';
import type { PolicyRules } from './policy-rules.ts';
import type { Queue } from './queue.ts';
import { underWay } from './submit.ts';

export type Seen = Pick<Sighting, 'state' | 'note' | 'changed'>;

/** True where no security group is before the address, so that the firewall alone lets in. */
export const isBare = ({ cloud }: Grant): boolean =>
  readGuards(cloud.guards ?? '').every(({ nsgIds }) => nsgIds.length === 0);

/** How a grant's rule stands in its firewall policy. */
type Standing = 'in' | 'coming' | 'changed' | 'leaving' | 'gone';

/** Gone, being taken away, or still there; undefined for the last. */
export function absenceOf(
  order: Order,
  grant: Grant,
  rules: PolicyRules,
  queue: Queue,
): 'leaving' | 'gone' | undefined {
  const name = ruleNameOf(order, grant);
  if (ownRule(rules, name)) return undefined;
  return isCalm(ownGroup(rules)) || queue.fate(rules.policyId, name) === 'out' ? 'gone' : 'leaving';
}

/** A rule counts when its policy was seen at rest with it, or without it, since it was sent: until then the firewall does what it did before. */
function standingOf(order: Order, grant: Grant, rules: PolicyRules, queue: Queue): Standing {
  const name = ruleNameOf(order, grant);
  const rule = ownRule(rules, name);
  if (!rule) return absenceOf(order, grant, rules, queue) ?? 'gone';
  if (!isAsMade(rule, natRuleOf(order, grant))) return 'changed';
  const isProven = isCalm(ownGroup(rules)) || queue.fate(rules.policyId, name) === 'in';
  return isProven || grant.state === 'open' ? 'in' : 'coming';
}

/** What the firewall and the security groups together prove of a grant; `behind` is what the groups show. Undefined: nothing. */
export function weigh(
  order: Order,
  grant: Grant,
  rules: PolicyRules,
  behind: Sighting | undefined,
  queue: Queue,
): Seen | undefined {
  const standing = standingOf(order, grant, rules, queue);
  const inner: Seen = isBare(grant) ? { state: 'open' } : (behind ?? { state: 'sent' });
  if (grant.state === 'open') return stillOpen(grant, rules, standing, inner);
  if (grant.state === 'planned' && standing === 'gone') return undefined;
  if (standing === 'in') return inner.state === 'open' ? { state: 'open' } : asSent(inner.note);
  if (standing === 'changed') return asSent(CHANGED);
  return asSent(standing === 'coming' ? howFar(rules, queue) : undefined);
}

/** Words for a change that goes on, or that Azure took and did not do. */
export const howFar = (rules: PolicyRules, queue: Queue): string =>
  ownGroup(rules)?.progress === 'failed'
    ? 'Azure took the change of the firewall and then did not make it. Ajar tries again.'
    : underWay(queue, rules.policyId);

const asSent = (note: string | undefined): Seen => ({ state: 'sent', ...(note !== undefined && { note }) });

const CHANGED = "Somebody changed Ajar's rule in the firewall policy.";

/** Closed only where both halves are gone: one that is left has still to be removed, and is told of meanwhile. */
function stillOpen(grant: Grant, rules: PolicyRules, standing: Standing, inner: Seen): Seen {
  const changed = (note: string): Seen => ({ state: 'open', changed: true, note });
  if (standing === 'gone' || standing === 'leaving') {
    if (standing === 'gone' && (isBare(grant) || inner.state === 'closed'))
      return { state: 'closed', note: 'The rule that let it in is gone: somebody removed it.' };
    return changed('The rule that let it in is missing from the firewall policy: nothing can connect.');
  }
  if (standing === 'changed') return changed(CHANGED);
  if (inner.state === 'closed')
    return changed('The rule behind the firewall is gone from the security groups: nothing can connect.');
  if (inner.changed) return changed(inner.note ?? CHANGED);
  const rival = isBare(grant) ? undefined : hinders(rules, grant.vm, placeOf(grant), grant.port.number);
  return rival === undefined ? { state: 'open' } : changed(rival);
}

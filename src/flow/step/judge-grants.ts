import type { Grant } from '../../access/grant.ts';
import { strictest } from '../../access/policy/compose.ts';
import { tooFewApprovers } from '../../access/policy/group.ts';
import { denies, judge } from '../../access/policy/judge.ts';
import type { Policy, PolicyWish } from '../../access/policy/policy.ts';
import type { Judgement } from '../../access/verdict.ts';

/** A part of a wish, with what really opens for it. */
interface Part {
  readonly wish: PolicyWish;
  readonly opens: PolicyWish['ports'];
}

/**
 * The policy's word on what a request still asks for. A wish crosses its VMs, ports and sources; where an approver left some of
 * that out, each grant is judged by itself, so that nothing is refused for what nobody asks for any more.
 */
export function judgeGrants(policy: Policy, wish: PolicyWish, grants: readonly Grant[]): Judgement {
  const judged = partsOf(wish, grants).map((part) => judge(policy, part.wish));
  const refused = judged.find(({ allowed }) => !allowed);
  if (refused) return refused;
  // Stryker disable next-line ArrayDeclaration: what is refused was answered above.
  const verdict = strictest(judged.flatMap((each) => (each.allowed ? [each.verdict] : [])));
  const { requester, askedBy = requester } = wish;
  const tooFew = tooFewApprovers(policy.groups, verdict.requirements, [requester, askedBy]);
  return tooFew === undefined
    ? { allowed: true, verdict }
    : { allowed: false, refused: tooFew, rules: verdict.rules, policy: verdict.policy };
}

/** What a deny rule says of what really opens. */
export const deniesGrants = (
  policy: Policy,
  wish: PolicyWish,
  grants: readonly Grant[],
): string | undefined =>
  partsOf(wish, grants)
    .map(({ wish: part, opens }) => denies(policy, { ...part, ports: opens }))
    .find((denied) => denied !== undefined);

function partsOf(wish: PolicyWish, grants: readonly Grant[]): readonly Part[] {
  const { vms, ports, sources } = wish;
  // Stryker disable next-line ConditionalExpression,ArithmeticOperator: one by one it is the same, later; without a part of it the count differs.
  const isWhole = vms.length * ports.length * sources.length === grants.length;
  // Stryker disable next-line ConditionalExpression: as above.
  if (isWhole) return [{ wish, opens: grants.map(({ opens }) => opens) }];
  return grants.map(({ vm, port, source, opens }) => ({
    wish: { ...wish, vms: vms.filter(({ id }) => id === vm.id), ports: [port], sources: [source] },
    opens: [opens],
  }));
}

import { explain } from '../../access/policy/explain.ts';
import { insteadOf } from '../../access/policy/explain-instead.ts';
import {
  sayHeld,
  sayOthers,
  sayOutcome,
  sayRequirement,
  sayVerdict,
} from '../../access/policy/explain-words.ts';
import type { Policy } from '../../access/policy/policy.ts';
import { isNow } from '../../access/refusals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Deps } from '../deps.ts';
import { seeVms, wishOf } from './judge-again.ts';
import { policyOn } from './policy-now.ts';

/** Of the rules that do not hold, so many are told, to those who may read the policy. */
const OTHERS = 3;

/** What the policy says of a request now, and why; of what cannot be looked up, what was kept of it when it was asked. */
export async function explainRequest(
  deps: Deps,
  request: AccessRequest,
  seesAll: boolean,
): Promise<readonly string[]> {
  const state = `${request.id} ${isNow(request)}.`;
  const seen = await seeVms(deps, request);
  if ('refused' in seen) return [state, seen.refused, ...kept(deps.policy(), request)];
  const wish = wishOf(deps, request, seen.vms);
  const policy = await policyOn(deps, wish);
  if ('refused' in policy) return [state, policy.refused, ...kept(deps.policy(), request)];
  const explanation = explain(policy, wish);
  return [
    `${state} By the policy as it is now: ${sayOutcome(explanation)}`,
    ...(request.verdict.policy === policy.hash ? [] : [CHANGED, ...kept(policy, request)]),
    ...sayVerdict(policy, explanation, insteadOf(policy, wish)),
    ...sayHeld(explanation),
    ...(seesAll ? sayOthers(explanation, OTHERS) : []),
  ];
}

const CHANGED =
  'The policy was changed since it was asked. Of its verdict then and the one now the stricter holds.';

/** The verdict that was kept with it. */
function kept(policy: Policy, { verdict, requester, askedBy }: AccessRequest): readonly string[] {
  const { rules, requirements } = verdict;
  const askers = { requester: requester.id, ...(askedBy ? { askedBy: askedBy.id } : {}) };
  const asked =
    requirements.length === 0
      ? ['Nobody had to approve.']
      : requirements.map((each) => sayRequirement(policy, each, askers));
  return [`When it was asked, these rules held: ${rules.join(', ')}.`, ...asked];
}

import type { AccessRequest } from '../request.ts';
import { unmetNeeds } from './approvals.ts';
import { lookedUpOf } from './looked-up.ts';
import type { Policy } from './policy.ts';

/** Whether the policy has a group of this name no more, neither listed nor looked up. */
export const isLost = (policy: Pick<Policy, 'groups' | 'lookedUp'>, group: string): boolean =>
  !Object.hasOwn(policy.groups, group) && !lookedUpOf(policy).includes(group);

/**
 * Why nobody can answer a request that waits: the policy has a group no more that it still lacks. Undefined where it has all of
 * them; the verdict at asking holds, so that no other group could stand in.
 */
export function unanswerable(policy: Policy, request: AccessRequest): string | undefined {
  if (request.status !== 'pending') return undefined;
  const lost = unmetNeeds(request)
    .map(({ requirement }) => requirement.group)
    .filter((group) => isLost(policy, group));
  if (lost.length === 0) return undefined;
  const names = [...new Set(lost)].map((group) => `"${group}"`).join(' and ');
  return `The policy has the group ${names} no more, whose approval it lacks. Ask again: the rules of now say who approves.`;
}

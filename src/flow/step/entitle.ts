import { groupsWithSay } from '../../access/policy/approvals.ts';
import { isLost } from '../../access/policy/lost-groups.ts';
import { type AccessRequest, isOf } from '../../access/request.ts';
import type { Actor } from '../../access/step.ts';
import { type Standing, Unknown } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';
import type { PersonStep } from '../say/person-step.ts';
import { within } from '../within.ts';
import { standingOf } from './guests.ts';
import { GONE } from './policy-now.ts';
import { onlyAsks, rolesOf, type Who } from './roles.ts';

/**
 * What this person may do with this request, looked up now (HOLES H6, H17). A look-up that fails is no entitlement
 * and no refusal for good: the request stays as it is, and the person is told to try again (H11).
 */
export async function entitle(
  deps: Deps,
  who: Who,
  request: AccessRequest,
  step?: PersonStep,
): Promise<Actor | { readonly refused: string }> {
  const { person } = who;
  const own = isOf(request, person);
  // Nobody is in a group that the policy has no more; that is known, and keeps nobody of the others from ending it.
  const groups = groupsWithSay(request).filter((group) => !isLost(deps.policy(), group));
  // Begun beside the look at the roles: a directory that hangs is waited for once.
  const looking = who.askOnly ? undefined : lookUp(deps, person.id, request, groups);
  const { admin, onCall } = await rolesOf(deps, who);
  const bare: Actor = { person, groups: [], admin, onCall };
  const ends = step === 'close' || step === 'cancel';
  // Ending one's own access must work on the day on which the directory does not.
  if (ends && (admin || onCall || own)) return bare;
  // Whoever is known by an address alone is in no group, whatever the directory says of that person (HOLES H3).
  if (looking === undefined)
    return step === undefined || own ? bare : { refused: onlyAsks(`${step} ${request.id}`, who.askOnly) };
  const found = await looking;
  if ('refused' in found) return found;
  if (found.standing === 'active') return { ...bare, groups: found.groups };
  if (step === undefined || own) return bare;
  return { refused: found.standing === 'gone' ? GONE : onlyAsks(`${step} ${request.id}`, 'guest') };
}

interface Membership {
  readonly standing: Standing;
  readonly groups: readonly string[];
}

/** Of these groups, those that somebody is in now. Never rejects. */
async function lookUp(
  deps: Deps,
  person: string,
  request: AccessRequest,
  groups: readonly string[],
): Promise<Membership | { readonly refused: string }> {
  try {
    const looking = Promise.all([
      standingOf(deps, person),
      Promise.all(groups.map((group) => deps.people.inGroup(person, group))),
    ]);
    const [standing, member] = await within(deps.limits.lookUpMs, 'Looking up the approvers', looking);
    return { standing, groups: groups.filter((_, index) => member[index]) };
  } catch (error) {
    const what = error instanceof Unknown ? 'the directory did not answer' : 'the look-up failed';
    deps.log.warn({ request: request.id, error }, what);
    return {
      refused: `I could not check who may answer ${request.id}: ${what}. Nothing has changed; try again.`,
    };
  }
}

import { samePerson } from '../../access/person.ts';
import { groupsWithSay } from '../../access/policy/approvals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Actor } from '../../access/step.ts';
import { Unknown } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';
import type { PersonStep } from '../say/person-step.ts';
import { within } from '../within.ts';
import { linkFirst, rolesOf, type Who } from './roles.ts';

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
  const { admin, onCall } = await rolesOf(deps, who);
  const own = samePerson(person, request.requester);
  const bare: Actor = { person, groups: [], admin, onCall };
  const ends = step === 'close' || step === 'cancel';
  // Ending one's own access must work on the day on which the directory does not.
  if (ends && (admin || onCall || own)) return bare;
  // Whoever is known by an address alone is in no group, whatever the directory says of that person (HOLES H3).
  if (who.askOnly) return step === undefined || own ? bare : { refused: linkFirst(`${step} ${request.id}`) };
  const groups = groupsWithSay(request);
  try {
    const looking = Promise.all(groups.map((group) => deps.people.inGroup(person.id, group)));
    const member = await within(deps.limits.lookUpMs, 'Looking up the approvers', looking);
    return { ...bare, groups: groups.filter((_, index) => member[index]) };
  } catch (error) {
    const what = error instanceof Unknown ? 'the directory did not answer' : 'the look-up failed';
    deps.log.warn({ request: request.id, error }, what);
    return {
      refused: `I could not check who may answer ${request.id}: ${what}. Nothing has changed; try again.`,
    };
  }
}

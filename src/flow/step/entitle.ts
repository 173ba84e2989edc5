import { type Person, samePerson } from '../../access/person.ts';
import { isAdmin } from '../../access/policy/policy.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Actor } from '../../access/step.ts';
import { Unknown } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';
import type { PersonStep } from '../say/person-step.ts';
import { within } from '../within.ts';

/**
 * What this person may do with this request, looked up now (HOLES H6, H17). A look-up that fails is no entitlement
 * and no refusal for good: the request stays as it is, and the person is told to try again (H11).
 */
export async function entitle(
  deps: Deps,
  person: Person,
  request: AccessRequest,
  step?: PersonStep,
): Promise<Actor | { readonly refused: string }> {
  const admin = isAdmin(deps.policy(), person.id);
  const ends = step === 'close' || step === 'cancel';
  // Ending one's own access must work on the day on which the directory does not.
  if (ends && (admin || samePerson(person, request.requester))) return { person, groups: [], admin };
  const groups = [...new Set(request.verdict.requirements.map((requirement) => requirement.group))];
  try {
    const looking = Promise.all(groups.map((group) => deps.people.inGroup(person.id, group)));
    const member = await within(deps.limits.lookUpMs, 'Looking up the approvers', looking);
    return {
      person,
      groups: groups.filter((_, index) => member[index]),
      admin,
    };
  } catch (error) {
    const what = error instanceof Unknown ? 'the directory did not answer' : 'the look-up failed';
    deps.log.warn({ request: request.id, error }, what);
    return {
      refused: `I could not check who may answer ${request.id}: ${what}. Nothing has changed; try again.`,
    };
  }
}

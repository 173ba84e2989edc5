import { Unknown } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';
import { standingOf } from '../step/guests.ts';
import { onlyAsks, type Who } from '../step/roles.ts';
import { within } from '../within.ts';

/**
 * Whether this person is of a review's group at this moment, and proven to be who they are; or a sentence where that cannot be
 * told, and nothing changes (HOLES H3, H11, H17).
 */
export async function mayReview(
  deps: Deps,
  { person, askOnly }: Who,
  group: string,
  id: string,
): Promise<boolean | { readonly refused: string }> {
  if (askOnly) return { refused: onlyAsks(`review ${id}`, askOnly) };
  try {
    const looking = Promise.all([standingOf(deps, person.id), deps.people.inGroup(person.id, group)]);
    const [standing, member] = await within(deps.limits.lookUpMs, 'Looking up the reviewers', looking);
    return standing === 'active' && member;
  } catch (error) {
    const what = error instanceof Unknown ? 'the directory did not answer' : 'the look-up failed';
    deps.log.warn({ request: id, error }, what);
    return { refused: `I could not check who may review ${id}: ${what}. Nothing has changed; try again.` };
  }
}

import { isLost } from '../../access/policy/lost-groups.ts';
import type { AccessReview } from '../../access/review/review.ts';
import { Unknown } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';
import { standingOf } from '../step/guests.ts';
import { onlyAsks, rolesOf, type Who } from '../step/roles.ts';
import { within } from '../within.ts';

/**
 * Whether this person is of a review's group at this moment, and proven to be who they are; or a sentence where that cannot be
 * told, and nothing changes (HOLES H3, H11, H17).
 */
export async function mayReview(
  deps: Deps,
  who: Who,
  { group, request: id, away }: AccessReview,
): Promise<boolean | { readonly refused: string }> {
  const { person, askOnly } = who;
  if (askOnly) return { refused: onlyAsks(`review ${id}`, askOnly) };
  if (!away && isLost(deps.policy(), group))
    return {
      refused: `The policy has the group "${group}" no more, whose people review ${id}. Whoever keeps the policy has to name it there again.`,
    };
  try {
    const isIn = async (): Promise<boolean> =>
      away ? (await rolesOf(deps, who)).seesAll : deps.people.inGroup(person.id, group);
    const looking = Promise.all([standingOf(deps, person.id), isIn()]);
    const [standing, member] = await within(deps.limits.lookUpMs, 'Looking up the reviewers', looking);
    return standing === 'active' && member;
  } catch (error) {
    const what = error instanceof Unknown ? 'the directory did not answer' : 'the look-up failed';
    deps.log.warn({ request: id, error }, what);
    return { refused: `I could not check who may review ${id}: ${what}. Nothing has changed; try again.` };
  }
}

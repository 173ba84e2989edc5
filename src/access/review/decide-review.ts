import { type Person, samePerson } from '../person.ts';
import type { AccessReview } from './review.ts';

/** What people and the clock may ask of a review. */
export type ReviewStep =
  /** It is late: said again, and once more after as long. */
  | { readonly step: 'report' }
  /** `member`: whether they are of the review's group at this moment. */
  | { readonly step: 'review'; readonly by: Person; readonly member: boolean; readonly found: string };

export type ReviewDecision = { readonly review: AccessReview } | { readonly refused: string };

/** Everything that can change a review passes through here. Pure: same input, same answer. */
export function decideReview(review: AccessReview, step: ReviewStep, now: Date): ReviewDecision {
  const { request } = review;
  if (review.status === 'reviewed')
    return { refused: `${request} was reviewed by ${review.by.name} already, who found: ${review.found}` };
  const refused = refusalOf(review, step, now);
  if (refused !== undefined) return { refused };
  if (step.step === 'report') {
    const dueAt = new Date(now.getTime() + review.withinMs);
    return { review: { ...review, dueAt, reported: review.reported + 1 } };
  }
  const { dueAt: _, ...rest } = review;
  return { review: { ...rest, status: 'reviewed', by: step.by, found: step.found, endedAt: now } };
}

/** Nobody looks at what they opened themselves (HOLES H2, H6). */
function refusalOf(
  { request, requester, group, dueAt }: Extract<AccessReview, { status: 'waiting' }>,
  step: ReviewStep,
  now: Date,
): string | undefined {
  if (step.step === 'report') return now < dueAt ? 'It is not late yet.' : undefined;
  if (samePerson(step.by, requester))
    return `You broke the glass of ${request} yourself: somebody else has to look at it.`;
  if (!step.member) return `${request} is reviewed by somebody from ${group}, which you are not in.`;
  if (step.found.trim() === '')
    return `Say what you found, in a sentence: review ${request} found the database restarted and nothing else.`;
  return undefined;
}

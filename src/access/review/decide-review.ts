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
  const stranger = step.step === 'review' ? unfitToReview(review, step) : undefined;
  if (stranger !== undefined) return { refused: stranger };
  if (review.status === 'reviewed') return { refused: sayReviewed(review) };
  const refused = refusalOf(review, step, now);
  if (refused !== undefined) return { refused };
  if (step.step === 'report') {
    const dueAt = new Date(now.getTime() + review.withinMs);
    return { review: { ...review, dueAt, reported: review.reported + 1 } };
  }
  const { dueAt: _, ...rest } = review;
  return { review: { ...rest, status: 'reviewed', by: step.by, found: step.found, endedAt: now } };
}

const sayReviewed = ({ request, by, found }: Extract<AccessReview, { status: 'reviewed' }>): string =>
  `${request} was reviewed by ${by.name} already, who found: ${found}`;

/** Nobody looks at what they opened themselves (HOLES H2, H6); and what was found is not for everybody to read. */
function unfitToReview(
  { request, requester, group, away }: AccessReview,
  { by, member }: Extract<ReviewStep, { step: 'review' }>,
): string | undefined {
  if (samePerson(by, requester))
    return `You broke the glass of ${request} yourself: somebody else has to look at it.`;
  if (away?.deeds.some((deed) => deed.by === by.id))
    return `Some of ${request} you did yourself, by Azure's log: somebody else has to look at it.`;
  return member ? undefined : `${request} is reviewed by somebody from ${group}, which you are not in.`;
}

function refusalOf(
  { request, dueAt }: Extract<AccessReview, { status: 'waiting' }>,
  step: ReviewStep,
  now: Date,
): string | undefined {
  if (step.step === 'report') return now < dueAt ? 'It is not late yet.' : undefined;
  if (step.found.trim() === '')
    return `Say what you found, in a sentence: review ${request} found the database restarted and nothing else.`;
  return undefined;
}

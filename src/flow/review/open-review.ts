import { AJAR } from '../../access/person.ts';
import type { AccessRequest } from '../../access/request.ts';
import { Conflict } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { eventOf } from '../step/event.ts';
import { reviewId } from './advance-review.ts';
import { reviewCopies } from './copies-review.ts';

/**
 * Opens the review of what is about to be opened without approval, and tells everybody. Before the opening is saved: a crash in
 * between leaves a review of nothing, never an opening that nobody hears of. Of two that open it, one does.
 */
export async function openReview(deps: Deps, request: AccessRequest): Promise<void> {
  const { review } = request.verdict;
  if (!review)
    throw new Error(`${request.id} was to be opened by break-glass, and nobody is named to look at it.`);
  const { group, rule, withinMs } = review;
  const since = deps.clock.now();
  const dueAt = later(since, withinMs);
  const { id, requester } = request;
  const detail = `Somebody of ${group} has to look at it by ${dueAt.toISOString()}.`;
  const event = eventOf(request, 'reviewOpened', since, { actor: AJAR, app: 'ajar', detail });
  const body = {
    request: id,
    requester,
    group,
    rule,
    withinMs,
    since,
    status: 'waiting',
    dueAt,
    reported: 0,
  } as const;
  try {
    await deps.store.createRecord<'review'>(
      { kind: 'review', id: reviewId(id), body, work: { attempt: 0, dueAt } },
      { event, copies: await reviewCopies(deps, request) },
    );
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}

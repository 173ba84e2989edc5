import { AJAR } from '../../access/person.ts';
import type { AccessReview, Away } from '../../access/review/review.ts';
import { DAY_MS } from '../../access/unit-ms.ts';
import { Conflict } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { reviewId } from './advance-review.ts';
import { awayCopies } from './copies-review.ts';
import { reviewEvent } from './event-review.ts';

/** From the return on, in milliseconds; after that it is reported every so often. */
const WITHIN_MS = DAY_MS;

/** Opens the review of what was done by hand while Ajar was away, and tells everybody who has to know. Of two that open it, one does. */
export async function openAwayReview(deps: Deps, id: string, away: Away): Promise<void> {
  const since = deps.clock.now();
  const dueAt = later(since, WITHIN_MS);
  const body: AccessReview = {
    ...{ request: id, requester: AJAR, group: 'admins, auditors or on-call', rule: '', withinMs: WITHIN_MS },
    ...{ since, away, status: 'waiting', dueAt, reported: 0 },
  };
  const detail = `What was done while Ajar was away from ${away.from.toISOString()} to ${away.to.toISOString()} is to be looked at by ${dueAt.toISOString()}: ${away.deeds.length} by Azure's activity log.`;
  const event = await reviewEvent(deps, body, 'reviewOpened', since, { actor: AJAR, app: 'ajar', detail });
  try {
    await deps.store.createRecord<'review'>(
      { kind: 'review', id: reviewId(id), body, work: { attempt: 0, dueAt } },
      { event, copies: await awayCopies(deps, ['onCall', 'admins', 'auditors']) },
    );
    deps.nudge();
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}

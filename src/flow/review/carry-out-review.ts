import type { StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { advanceReview } from './advance-review.ts';

/** A review that nobody closed is reported again and again. */
export async function carryOutReview(deps: Deps, { body }: StoredRecord<'review'>): Promise<void> {
  await advanceReview(deps, body.request, async () => ({ step: 'report' }), { app: 'ajar' });
}

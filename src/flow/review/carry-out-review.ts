import type { StoredRecord } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { advanceReview } from './advance-review.ts';

/** A review that nobody closed is reported again and again. */
export async function carryOutReview(deps: Deps, { body }: StoredRecord<'review'>): Promise<void> {
  const stored = await deps.store.find(body.request);
  if (!stored) throw new Error(`${body.request} is reviewed and not in the store.`);
  await advanceReview(deps, stored.request, async () => ({ step: 'report' }), { app: 'ajar' });
}

import type { AuditKind, NewEvent } from '../../access/audit-event.ts';
import type { Person } from '../../access/person.ts';
import type { AccessReview } from '../../access/review/review.ts';
import type { Deps } from '../deps.ts';
import { eventOf } from '../step/event.ts';

/** The audit line of a review: about its request, or about itself where it is of none. */
export async function reviewEvent(
  deps: Pick<Deps, 'store' | 'policy'>,
  { request, away }: AccessReview,
  kind: AuditKind,
  at: Date,
  said: { readonly actor: Person; readonly app: string; readonly detail: string; readonly entitled?: string },
): Promise<NewEvent> {
  if (away)
    return {
      ...{ at, kind, ...said, request, policy: deps.policy().hash, vms: [], ports: [], sources: [] },
      ...{ rules: [], traces: [] },
    };
  const stored = await deps.store.find(request);
  if (!stored) throw new Error(`${request} is reviewed and not in the store.`);
  return eventOf(stored.request, kind, at, said);
}

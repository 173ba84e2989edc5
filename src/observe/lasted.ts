import type { NewEvent } from '../access/audit-event.ts';
import type { AccessRequest } from '../access/request.ts';

/** How long something took for the people that it is about, in seconds of business time. */
export interface Lasted {
  readonly what: 'decision' | 'opening' | 'lateness';
  /** A word of a few: the decision, or the provider. */
  readonly of: string;
  readonly seconds: number;
}

/** What an event ends, by the request as it was saved with it: nothing that the audit log would not say too. */
export function lastedIn({ kind, at }: NewEvent, request: AccessRequest | undefined): readonly Lasted[] {
  if (!request) return [];
  const since = (from: Date): number => Math.max(0, (at.getTime() - from.getTime()) / 1_000);
  const decision = decisionIn(kind, request);
  if (decision !== undefined) return [{ what: 'decision', of: decision, seconds: since(request.askedAt) }];
  if (kind === 'opened') {
    const providers = new Set(request.grants.map(({ provider }) => provider));
    return [...providers].map((of) => ({ what: 'opening', of, seconds: since(beganToOpen(request)) }));
  }
  if (request.status !== 'closed' || kind !== 'closed' || request.ending.kind !== 'expired') return [];
  return [...new Set(request.grants.map(({ provider }) => provider))].map((of) => ({
    ...{ what: 'lateness', of, seconds: since(request.until) },
  }));
}

function decisionIn(kind: NewEvent['kind'], request: AccessRequest): string | undefined {
  if (kind === 'approve') return request.status === 'pending' ? undefined : 'approved';
  const ended = request.status === 'denied' || request.status === 'cancelled' || request.status === 'lapsed';
  // What was let be before was decided then.
  return ended && kind !== 'refused' && request.approvedAt === undefined ? request.status : undefined;
}

/** The last approval, or the start that was said where that is later; the asking where nobody has to approve. */
const beganToOpen = ({ askedAt, approvals, startsAt }: AccessRequest): Date =>
  new Date(Math.max(...[askedAt, approvals.at(-1)?.at, startsAt].flatMap((each) => each?.getTime() ?? [])));

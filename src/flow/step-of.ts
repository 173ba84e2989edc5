import type { Person } from '../access/person.ts';
import { unmet } from '../access/policy/policy.ts';
import type { AccessRequest } from '../access/request.ts';
import type { Step } from '../access/step.ts';
import type { Stored } from '../ports/store.ts';
import type { StepFor } from './advance.ts';
import type { Deps } from './deps.ts';
import { entitle } from './entitle.ts';
import { judgeAgain } from './judge-again.ts';

/** The steps that people take by a word or a click. */
export type PersonStep = 'approve' | 'deny' | 'cancel' | 'close';

/** What a person asks of a request: the terms they saw, and their reason. */
export interface Ask {
  readonly step: PersonStep;
  readonly person: Person;
  /** Undefined when typed: then it means the request as it is. */
  readonly terms?: number;
  readonly why?: string;
}

/** Looks up, at this moment and for this request, everything that the decision needs. */
export const stepOf =
  (deps: Deps, ask: Ask): StepFor =>
  async (stored) => {
    const by = await entitle(deps, ask.person, stored.request);
    if ('refused' in by) return by;
    const terms = ask.terms ?? stored.request.terms;
    if (ask.step === 'cancel' || ask.step === 'close') return { step: ask.step, by };
    if (ask.step === 'deny') return { step: 'deny', by, terms, ...(ask.why ? { why: ask.why } : {}) };
    // An entitled approver waits for the cloud; everybody else is refused by `decide` without asking it.
    const { request } = stored;
    const entitled =
      by.groups.length > 0 && by.person.id !== request.requester.id && request.status === 'pending';
    if (!entitled) return { step: 'approve', by, terms, verdict: request.verdict };
    const again = await judgeAgain(deps, request);
    if (!('refused' in again)) return { step: 'approve', by, terms, verdict: again.verdict };
    return again.final ? ({ step: 'lapse', why: again.refused } satisfies Step) : again;
  };

/** What the person is told once the step is saved. */
export function sentenceOf(step: PersonStep, request: AccessRequest): string {
  switch (step) {
    case 'approve':
      if (request.status === 'lapsed') return `${request.id} cannot be approved any more: ${request.why}`;
      return request.status === 'pending'
        ? stillMissing(request)
        : `Approved ${request.id}. It is being opened now.`;
    case 'deny':
      return `Denied ${request.id}.`;
    case 'cancel':
      return `Cancelled ${request.id}.`;
    case 'close':
      return `Closing ${request.id}. I will say so when it is proven shut.`;
    default:
      return step satisfies never;
  }
}

function stillMissing(request: AccessRequest): string {
  const missing = unmet(request.verdict, request.approvals, request.terms);
  const needs = missing.map(({ count, group }) => `${count} in all from ${group}`).join(', ');
  return `Noted. ${request.id} needs more approvals: ${needs}.`;
}

/** A pending request is cancelled and an open one closed: people say either word for both. */
export const meant = (step: PersonStep, { request }: Stored, person: Person): PersonStep => {
  const own = request.requester.id === person.id;
  if (step === 'close' && request.status === 'pending' && own) return 'cancel';
  return step === 'cancel' && (request.status === 'open' || request.status === 'opening') ? 'close' : step;
};

import type { Grant } from './grant.ts';
import { isSettled, mayBeOpen } from './grant.ts';
import { AJAR, type Person, samePerson } from './person.ts';
import { stricter, unmet } from './policy/policy.ts';
import { tooLate } from './refusals.ts';
import type { AccessRequest, Approval, Ending, RequestIn } from './request.ts';
import { leadsTo } from './request.ts';
import type { Verdict } from './verdict.ts';

/** A person and what they may do with this request, looked up at the click. */
export interface Actor {
  readonly person: Person;
  /** The groups of the verdict's requirements that this person is in now. */
  readonly groups: readonly string[];
  readonly admin: boolean;
}

/** What people, the clock and the cloud may ask of an existing request. */
export type Step =
  | { readonly step: 'approve'; readonly by: Actor; readonly terms: number; readonly verdict: Verdict }
  | { readonly step: 'deny'; readonly by: Actor; readonly terms: number; readonly why?: string }
  | { readonly step: 'cancel' | 'close'; readonly by: Actor }
  | { readonly step: 'lapse'; readonly why: string }
  | { readonly step: 'expire' | 'warn' }
  | { readonly step: 'opened' | 'closed'; readonly grants: readonly Grant[] }
  | {
      readonly step: 'openFailed' | 'gone' | 'closeFailed';
      readonly grants: readonly Grant[];
      readonly why: string;
    };

export type Decision = { readonly request: AccessRequest } | { readonly refused: string };

/** The policy itself, where every matching rule grants auto-approval. */
export const POLICY_ACTOR: Actor = { person: AJAR, groups: [], admin: false };

/** Everything that can change a request passes through here. Pure: same input, same answer. */
export function decide(request: AccessRequest, step: Step, now: Date): Decision {
  const targets = leadsTo(request.status, step.step);
  if (targets.length === 0) return { refused: tooLate(request, step.step) };
  const refused = refusal(request, step, now);
  if (refused !== undefined) return { refused };
  const next = after(request, step, now);
  if (!(targets as readonly string[]).includes(next.status)) {
    throw new Error(`The table does not lead from ${request.status} by ${step.step} to ${next.status}.`);
  }
  return { request: next };
}

function refusal(request: AccessRequest, step: Step, now: Date): string | undefined {
  switch (step.step) {
    case 'approve':
      return unfitToApprove(request as RequestIn<'pending'>, step, now);
    case 'deny':
      return unfitToAnswer(request as RequestIn<'pending'>, step, now, 'deny');
    case 'cancel':
      if (samePerson(step.by.person, request.requester)) return undefined;
      return 'Only the person who asked can cancel a request. An approver can deny it.';
    case 'close':
      return mayClose(request, step.by)
        ? undefined
        : 'Only the requester, an approver of this request or an admin can close it.';
    case 'warn':
      return 'warnedAt' in request && request.warnedAt ? 'The warning was given already.' : undefined;
    case 'opened':
      return everySettledOneOpen(step.grants)
        ? undefined
        : 'Not every grant is settled with at least one open.';
    case 'closed':
      return step.grants.some(mayBeOpen) ? 'Not every grant is proven shut.' : undefined;
    case 'lapse':
    case 'expire':
    case 'openFailed':
    case 'gone':
    case 'closeFailed':
      return undefined;
    default:
      return step satisfies never;
  }
}

const mayClose = (request: AccessRequest, by: Actor): boolean =>
  samePerson(by.person, request.requester) || by.groups.length > 0 || by.admin;

const everySettledOneOpen = (grants: readonly Grant[]): boolean =>
  grants.every(isSettled) && grants.some((grant) => grant.state === 'open');

type Answering = Extract<Step, { step: 'approve' | 'deny' }>;

/** What stands between this person and an answer to this request; the order is that of what helps most to hear. */
function unfitToAnswer(
  request: RequestIn<'pending'>,
  step: Answering,
  now: Date,
  verb: 'approve' | 'deny',
): string | undefined {
  if (samePerson(step.by.person, request.requester)) {
    return verb === 'approve'
      ? 'You cannot approve your own request.'
      : 'This is your own request: cancel it instead.';
  }
  if (now >= request.lapsesAt)
    return `${request.id} has lapsed: nobody answered in time. It has to be asked again.`;
  if (step.terms !== request.terms) {
    return `${request.id} has changed since that card was drawn. Look at the card as it is now, then answer.`;
  }
  if (step.by.groups.length > 0) return undefined;
  const groups = [...new Set(request.verdict.requirements.map((each) => each.group))].join(', ');
  return `You are not an approver of ${request.id}. It needs somebody from: ${groups || 'nobody, the policy approves it'}.`;
}

function unfitToApprove(
  request: RequestIn<'pending'>,
  step: Extract<Step, { step: 'approve' }>,
  now: Date,
): string | undefined {
  if (samePerson(step.by.person, AJAR)) return unfitForPolicy(request, step, now);
  const unfit = unfitToAnswer(request, step, now, 'approve');
  if (unfit !== undefined) return unfit;
  const already = request.approvals.some(
    (each) => samePerson(each.by, step.by.person) && each.terms === request.terms,
  );
  return already ? `You have approved ${request.id} already; it needs somebody else as well.` : undefined;
}

/** The policy approves only what both the verdict at asking and the one of now let pass without a person. */
function unfitForPolicy(
  request: RequestIn<'pending'>,
  step: Answering & { step: 'approve' },
  now: Date,
): string | undefined {
  if (now >= request.lapsesAt) return 'It has lapsed.';
  const both = stricter(request.verdict, step.verdict);
  return both.requirements.length > 0 ? 'A rule asks for approval by a person.' : undefined;
}

/** The request after the step; `decide` has checked that it may be taken. */
function after(request: AccessRequest, step: Step, now: Date): AccessRequest {
  switch (step.step) {
    case 'approve':
      return approved(request as RequestIn<'pending'>, step, now);
    case 'deny':
      return {
        ...wishOf(request),
        status: 'denied',
        by: step.by.person,
        endedAt: now,
        ...(step.why ? { why: step.why } : {}),
      };
    case 'cancel':
      return { ...wishOf(request), status: 'cancelled', by: step.by.person, endedAt: now };
    case 'lapse':
      return { ...wishOf(request), status: 'lapsed', why: step.why, endedAt: now };
    case 'warn':
      return { ...(request as RequestIn<'open'>), warnedAt: now };
    case 'opened':
      return {
        ...wishOf(request),
        grants: step.grants,
        status: 'open',
        openedAt: now,
        until: untilOf(request),
      };
    case 'openFailed':
      return closing({ ...request, grants: step.grants }, { kind: 'failed', by: AJAR, why: step.why }, now);
    case 'gone':
      return closing({ ...request, grants: step.grants }, { kind: 'gone', by: AJAR, why: step.why }, now);
    case 'close':
      return closing(request, { kind: 'closed-early', by: step.by.person }, now);
    case 'expire':
      return closing(request, { kind: 'expired', by: AJAR }, now);
    case 'closeFailed':
      return troubled({ ...(request as RequestIn<'closing'>), grants: step.grants }, step.why, now);
    case 'closed':
      return closed({ ...(request as RequestIn<'closing'>), grants: step.grants }, now);
    default:
      return step satisfies never;
  }
}

function approved(
  request: RequestIn<'pending'>,
  step: Extract<Step, { step: 'approve' }>,
  now: Date,
): AccessRequest {
  const approval: Approval = { by: step.by.person, at: now, terms: request.terms, groups: step.by.groups };
  const verdict = stricter(request.verdict, step.verdict);
  const next = { ...request, verdict, approvals: [...request.approvals, approval] };
  if (unmet(verdict, next.approvals, next.terms).length > 0) return next;
  return { ...wishOf(next), status: 'opening', approvedAt: now, until: endOf(request, now) };
}

/** `until` is fixed here and never moves. An extension counts from the end of what it extends, or from now if that is later. */
export function endOf(request: Pick<AccessRequest, 'durationMs' | 'continues'>, now: Date): Date {
  const from = Math.max(now.getTime(), request.continues?.from.getTime() ?? 0);
  return new Date(from + request.durationMs);
}

function closing(request: AccessRequest, ending: Ending, now: Date): AccessRequest {
  return {
    ...wishOf(request),
    ...openedAtOf(request),
    status: 'closing',
    until: untilOf(request),
    ending,
    since: now,
  };
}

function troubled(request: RequestIn<'closing'>, why: string, now: Date): AccessRequest {
  return { ...request, trouble: { why, toldAt: now, first: request.trouble?.first ?? now } };
}

function closed(request: RequestIn<'closing'>, now: Date): AccessRequest {
  const { until, ending } = request;
  return { ...wishOf(request), ...openedAtOf(request), status: 'closed', until, ending, endedAt: now };
}

const openedAtOf = (request: AccessRequest): { readonly openedAt?: Date } =>
  'openedAt' in request && request.openedAt ? { openedAt: request.openedAt } : {};

function untilOf(request: AccessRequest): Date {
  if (!('until' in request)) throw new Error(`${request.id} is ${request.status} and has no end.`);
  return request.until;
}

/** The part of a request that every state has. */
function wishOf(request: AccessRequest) {
  const { id, requester, askedAt, terms, durationMs, grants, verdict, approvals } = request;
  const { durationDefaulted, justification, ticket, continues } = request;
  return {
    ...{ id, requester, askedAt, terms, durationMs, grants, verdict, approvals },
    ...(durationDefaulted ? { durationDefaulted } : {}),
    ...(justification !== undefined ? { justification } : {}),
    ...(ticket !== undefined ? { ticket } : {}),
    ...(continues ? { continues } : {}),
  };
}

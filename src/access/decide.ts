import { refusalOf } from './may-step.ts';
import { AJAR } from './person.ts';
import { nextRung, stageNow } from './policy/approvals.ts';
import { stricter } from './policy/policy.ts';
import { tooLate } from './refusals.ts';
import {
  type AccessRequest,
  type Approval,
  type Climbed,
  type Ending,
  leadsTo,
  type RequestIn,
} from './request.ts';
import { endOf } from './span.ts';
import type { Step } from './step.ts';

export type Decision = { readonly request: AccessRequest } | { readonly refused: string };

/** Everything that can change a request passes through here. Pure: same input, same answer. */
export function decide(request: AccessRequest, step: Step, now: Date): Decision {
  const targets = leadsTo(request.status, step.step);
  if (targets.length === 0) return { refused: tooLate(request, step.step) };
  const refused = refusalOf(request, step, now);
  if (refused !== undefined) return { refused };
  const next = after(request, step, now);
  if (!(targets as readonly string[]).includes(next.status)) {
    throw new Error(`The table does not lead from ${request.status} by ${step.step} to ${next.status}.`);
  }
  return { request: next };
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
        ...approvedAtOf(request),
        ...(step.why ? { why: step.why } : {}),
      };
    case 'cancel':
      return {
        ...wishOf(request),
        status: 'cancelled',
        by: step.by.person,
        endedAt: now,
        ...approvedAtOf(request),
      };
    case 'lapse':
      return { ...wishOf(request), status: 'lapsed', why: step.why, endedAt: now, ...approvedAtOf(request) };
    case 'left':
      return hasLeft(request, step.why, now);
    case 'climb':
      return climbed(request, now);
    case 'start':
      return started(request as RequestIn<'approved'>, step, now);
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
      return closing(
        request,
        { kind: 'closed-early', by: step.by.person, ...(step.why ? { why: step.why } : {}) },
        now,
      );
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

function approved(request: RequestIn<'pending'>, step: Approving, now: Date): AccessRequest {
  const cut = lessOf(request, step);
  const approval: Approval = {
    ...{ by: step.by.person, at: now, terms: cut.terms, groups: step.by.groups },
    ...(step.confirmed ? { confirmed: true } : {}),
  };
  const verdict = stricter(request.verdict, step.verdict);
  const next = { ...cut, verdict, approvals: [...stillMeant(request, cut, step.standing), approval] };
  const stage = stageNow(next);
  if (stage === undefined) return letBe(next, now);
  const before = stageNow({ ...next, approvals: next.approvals.slice(0, -1) });
  return stage.stage === before?.stage ? next : { ...next, lapsesAt: lapseOf(next, now) };
}

/** Opened at once, or at the start that was asked for. */
function letBe(request: RequestIn<'pending'>, now: Date): AccessRequest {
  const { startsAt } = request;
  return startsAt !== undefined && startsAt > now
    ? { ...wishOf(request), status: 'approved', approvedAt: now, startsAt }
    : opening(request, now);
}

/** `until` is fixed here, by what was said: a late start makes the access shorter, never later. */
const opening = (request: AccessRequest, now: Date): AccessRequest => ({
  ...wishOf(request),
  ...{ status: 'opening', approvedAt: now, until: endOf(request, now) },
});

/** With the approvals that still stand: those are what it opens by. */
const started = (
  request: RequestIn<'approved'>,
  { verdict, standing }: Extract<Step, { step: 'start' }>,
  now: Date,
): AccessRequest =>
  opening({ ...request, verdict: stricter(request.verdict, verdict), approvals: standing }, now);

/** Each stage has the whole time to answer in; but nobody can usefully approve what would be over, or has begun. */
function lapseOf({ verdict, notAfter, startsAt, lapsesAt }: RequestIn<'pending'>, now: Date): Date {
  const usual = Math.max(lapsesAt.getTime(), now.getTime() + verdict.pendingMs);
  const last = startsAt ?? notAfter;
  return new Date(Math.min(usual, last?.getTime() ?? Number.POSITIVE_INFINITY));
}

/** One rung up: `refusalOf` has seen that its time has come. */
function climbed(request: AccessRequest, now: Date): AccessRequest {
  const next = nextRung(request);
  if (next === undefined) return request;
  const { group, stage } = next.requirement;
  const to = next.rung.group === undefined ? {} : { to: next.rung.group };
  const record: Climbed = { at: now, group, ...to, ...(stage === undefined ? {} : { stage }) };
  return { ...request, climbed: [...(request.climbed ?? []), record] };
}

type Approving = Extract<Step, { step: 'approve' }>;

/** An approver may let less of it be, which makes new terms: a click on a card that still shows the old ones is refused. */
function lessOf(request: RequestIn<'pending'>, step: Approving): RequestIn<'pending'> {
  const less = narrowed(shortened(request, step), step);
  return less === request ? request : { ...less, terms: request.terms + 1 };
}

function shortened(request: RequestIn<'pending'>, { durationMs, by }: Approving): RequestIn<'pending'> {
  if (durationMs === undefined || durationMs >= request.durationMs) return request;
  const { durationDefaulted: _, ...rest } = request;
  const askedMs = request.shortened?.askedMs ?? request.durationMs;
  return { ...rest, durationMs, shortened: { askedMs, by: by.person } };
}

function narrowed(request: RequestIn<'pending'>, { only, by }: Approving): RequestIn<'pending'> {
  const left = request.grants.filter(({ key }) => only !== undefined && !only.includes(key));
  if (left.length === 0) return request;
  const dropped = left.map(({ vm, port, source }) => ({
    ...{ vm, port, source },
    ...{ by: by.person, terms: request.terms + 1 },
  }));
  const grants = request.grants.filter((grant) => !left.includes(grant));
  return { ...request, grants, dropped: [...(request.dropped ?? []), ...dropped] };
}

/** Whoever approved more time and more ports approved less of them too; nothing else is carried over to new terms. */
const stillMeant = (
  before: RequestIn<'pending'>,
  { terms }: RequestIn<'pending'>,
  given: readonly Approval[],
): readonly Approval[] =>
  given.map((approval) => (approval.terms === before.terms ? { ...approval, terms } : approval));

/** What waits never opens, and what is open is closed. */
const hasLeft = (request: AccessRequest, why: string, now: Date): AccessRequest =>
  'until' in request
    ? closing(request, { kind: 'closed-early', by: AJAR, why }, now)
    : { ...wishOf(request), status: 'lapsed', why, endedAt: now, ...approvedAtOf(request) };

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

const approvedAtOf = (request: AccessRequest): { readonly approvedAt?: Date } =>
  request.status === 'approved' ? { approvedAt: request.approvedAt } : {};

function untilOf(request: AccessRequest): Date {
  if (!('until' in request)) throw new Error(`${request.id} is ${request.status} and has no end.`);
  return request.until;
}

/** The part of a request that every state has. */
function wishOf(request: AccessRequest) {
  const { id, requester, askedAt, terms, durationMs, grants, verdict, approvals } = request;
  const { durationDefaulted, notAfter, justification, ticket, continues, shortened, dropped, origin } =
    request;
  const { askedBy, startsAt, breakGlass, climbed } = request;
  const { proven, replaces } = request;
  return {
    id,
    requester,
    askedAt,
    terms,
    durationMs,
    grants,
    verdict,
    approvals,
    ...(durationDefaulted ? { durationDefaulted } : {}),
    ...(notAfter ? { notAfter } : {}),
    ...(justification !== undefined ? { justification } : {}),
    ...(ticket !== undefined ? { ticket } : {}),
    ...(continues ? { continues } : {}),
    ...(shortened ? { shortened } : {}),
    ...(dropped ? { dropped } : {}),
    ...(origin !== undefined ? { origin } : {}),
    ...(askedBy ? { askedBy } : {}),
    ...(startsAt ? { startsAt } : {}),
    ...(breakGlass ? { breakGlass } : {}),
    ...(climbed ? { climbed } : {}),
    ...(proven !== undefined ? { proven } : {}),
    ...(replaces !== undefined ? { replaces } : {}),
  };
}

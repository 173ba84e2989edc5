import { stageNow } from './policy/approvals.ts';
import { stricter } from './policy/policy.ts';
import type { AccessRequest, Approval, RequestIn } from './request.ts';
import { endOf } from './span.ts';
import type { Step } from './step.ts';
import { wishOf } from './wish-of.ts';

type Approving = Extract<Step, { step: 'approve' }>;

/** The request once somebody has let it be: it waits for others, for its start, or is opened. */
export function approved(request: RequestIn<'pending'>, step: Approving, now: Date): AccessRequest {
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
  // Stryker disable next-line OptionalChaining: with one approval less no more is met.
  return stage.stage === before?.stage ? next : { ...next, lapsesAt: lapseOf(next, now) };
}

/** Opened at once, or at the start that was asked for. */
function letBe(request: RequestIn<'pending'>, now: Date): AccessRequest {
  const { startsAt } = request;
  // Stryker disable next-line ConditionalExpression: nothing is later than now where there is no start.
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
export const started = (
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

import { sayDuration } from './duration.ts';
import { type Grant, isSettled, mayBeOpen } from './grant.ts';
import { AJAR, samePerson } from './person.ts';
import { counting, groupsAskedNow, nextRung, stagesOf, unmet, wouldCount } from './policy/approvals.ts';
import { stricter } from './policy/policy.ts';
import { type AccessRequest, isOf, type RequestIn } from './request.ts';
import { endOf } from './span.ts';
import type { Actor, Step } from './step.ts';

/** Why a step that the table has may not be taken by this person, now, or on this evidence; undefined when it may. */
export function refusalOf(request: AccessRequest, step: Step, now: Date): string | undefined {
  switch (step.step) {
    case 'approve':
      return unfitToApprove(request as RequestIn<'pending'>, step, now);
    case 'deny':
      return request.status === 'approved'
        ? unfitToTakeBack(request, step)
        : unfitToAnswer(request as RequestIn<'pending'>, step, now, 'deny');
    case 'cancel':
      if (isOf(request, step.by.person)) return undefined;
      return 'Only the person who asked can cancel a request. An approver can deny it.';
    case 'close':
      return mayClose(request, step)
        ? undefined
        : 'Only the requester, an approver of this request, on-call or an admin can close it.';
    case 'climb':
      return isRungDue(request, now) ? undefined : 'No rung of its ladder is due.';
    case 'start':
      return unfitToStart(request as RequestIn<'approved'>, step, now);
    case 'warn':
      return 'warnedAt' in request && request.warnedAt ? 'The warning was given already.' : undefined;
    case 'opened':
      return everySettledOneOpen(step.grants)
        ? undefined
        : 'Not every grant is settled with at least one open.';
    case 'closed':
      return step.grants.some(mayBeOpen) ? 'Not every grant is proven shut.' : undefined;
    case 'lapse':
    case 'left':
    case 'expire':
    case 'openFailed':
    case 'gone':
    case 'closeFailed':
      return undefined;
    default:
      return step satisfies never;
  }
}

/** An approver, or an admin: what was let be is taken back before it opens. */
function unfitToTakeBack(
  request: RequestIn<'approved'>,
  { by, terms }: Extract<Step, { step: 'deny' }>,
): string | undefined {
  if (isOf(request, by.person)) return OWN;
  if (terms !== request.terms) return changed(request);
  if (by.groups.length > 0 || by.admin) return undefined;
  return `Only an approver of ${request.id} or an admin can take it back.`;
}

/** What time alone would let happen is decided once more, by the approvals that still stand (HOLES H10, H17). */
function unfitToStart(
  request: RequestIn<'approved'>,
  { verdict, standing }: Extract<Step, { step: 'start' }>,
  now: Date,
): string | undefined {
  if (now < request.startsAt) return `${request.id} is not to open before its start.`;
  if (now >= endOf(request, now)) return `The time for which ${request.id} was approved is over.`;
  const judged = { ...request, verdict: stricter(request.verdict, verdict), approvals: standing };
  return unmet(judged).length > 0 ? 'It is not sufficiently approved any more.' : undefined;
}

/** What whoever tries to approve what is theirs is told: the report of the audit log knows such tries by it. */
export const SELF_APPROVAL = [
  'You cannot approve your own request.',
  'You asked for this, so somebody else has to approve it.',
] as const;

const OWN = 'This is your own request: cancel it instead.';

const changed = ({ id }: AccessRequest): string =>
  `${id} has changed since that card was drawn. Look at the card as it is now, then answer.`;

const mayClose = (request: AccessRequest, step: Extract<Step, { step: 'close' }>): boolean =>
  isOf(request, step.by.person) ||
  step.by.groups.length > 0 ||
  step.by.admin ||
  step.by.onCall ||
  (step.with !== undefined && areLinked(request, step.with));

/** True when one of them extends the other. */
export const areLinked = (one: Linked, other: Linked): boolean =>
  one.continues?.id === other.id || other.continues?.id === one.id;

type Linked = Pick<AccessRequest, 'id' | 'continues'>;

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
  if (isOf(request, step.by.person)) {
    if (verb === 'deny') return OWN;
    return samePerson(step.by.person, request.requester) ? SELF_APPROVAL[0] : SELF_APPROVAL[1];
  }
  if (now >= request.lapsesAt)
    return `${request.id} has lapsed: nobody answered in time. It has to be asked again.`;
  if (step.terms !== request.terms) return changed(request);
  if (step.by.groups.length > 0) return undefined;
  const groups = groupsAskedNow(request).join(', ');
  return `You are not an approver of ${request.id}. It needs somebody from: ${groups || 'nobody, the policy approves it'}.${later(request, now)}`;
}

/** Who may answer if nobody else has until then: on-call who were not asked yet read when they are. */
function later(request: RequestIn<'pending'>, now: Date): string {
  const next = nextRung(request);
  if (next?.rung.group === undefined) return '';
  const ms = next.dueAt.getTime() - now.getTime();
  return ` If nobody has answered, ${next.rung.group} may ${ms > 0 ? `in ${sayDuration(ms)}` : 'in a moment'}.`;
}

/** By the clock at the deed, whatever woke it. */
function isRungDue(request: AccessRequest, now: Date): boolean {
  const next = nextRung(request);
  return next !== undefined && now >= next.dueAt;
}

function unfitToApprove(
  request: RequestIn<'pending'>,
  step: Extract<Step, { step: 'approve' }>,
  now: Date,
): string | undefined {
  if (samePerson(step.by.person, AJAR)) return unfitForPolicy(request, step, now);
  const unfit =
    unfitToAnswer(request, step, now, 'approve') ??
    unfitDuration(request, step.durationMs) ??
    unfitPorts(request, step.only);
  if (unfit !== undefined) return unfit;
  const asked = {
    ...request,
    verdict: stricter(request.verdict, step.verdict),
    approvals: step.standing,
  };
  // By what holds now: whoever clicked before a sign-in was asked for may make up for it.
  const already = counting({ ...asked, approvals: request.approvals }).some((each) =>
    samePerson(each.by, step.by.person),
  );
  if (already) return `You have approved ${request.id} already; it needs somebody else as well.`;
  if (!wouldCount(asked, step.by.person, step.by.groups, now)) return notNow(asked, step.by);
  return asked.verdict.stepUp && !step.confirmed ? signInFirst(request) : undefined;
}

/** Why a click alone approves nothing here: a stolen chat session could make it. */
export const signInFirst = ({ id }: Pick<AccessRequest, 'id'>): string =>
  `${id} is approved on a page behind your company's sign-in, not by a click or a message.`;

/** An approver whose approval would count for nothing: of a later stage, or of a group that has given enough. */
function notNow(request: RequestIn<'pending'>, { groups }: Actor): string {
  const asked = groupsAskedNow(request).join(', ');
  const isLater = stagesOf(request).some(
    ({ since, needs }) =>
      since === undefined && needs.some(({ requirement }) => groups.includes(requirement.group)),
  );
  return isLater
    ? `${request.id} needs somebody from ${asked} first. You are asked once they have approved.`
    : `${request.id} has enough approvals from ${groups.join(', ')}. It needs somebody from ${asked}.`;
}

const SHORTEST_MS = 60_000;

/** For less time only: more would be nobody's wish. */
function unfitDuration(request: RequestIn<'pending'>, durationMs: number | undefined): string | undefined {
  if (durationMs === undefined) return undefined;
  if (!(durationMs >= SHORTEST_MS)) return 'That is no time at all. Approve for at least a minute.';
  if (durationMs <= request.durationMs) return undefined;
  return `${request.id} asks for ${sayDuration(request.durationMs)}; you can approve it for less time, not for more.`;
}

/** Fewer ports only, and at least one: to let none be is to deny. */
function unfitPorts(
  { id, grants }: RequestIn<'pending'>,
  only: readonly string[] | undefined,
): string | undefined {
  if (only === undefined) return undefined;
  if (only.length === 0) return `Nothing would be left of ${id}. To let none of it be, deny it.`;
  const isOther = only.some((key) => !grants.some((grant) => grant.key === key));
  return isOther ? `${id} does not ask for all of that; you can approve less of it, not more.` : undefined;
}

/** The policy approves only what both the verdict at asking and the one of now let pass without a person. */
function unfitForPolicy(
  request: RequestIn<'pending'>,
  step: Answering & { step: 'approve' },
  now: Date,
): string | undefined {
  if (now >= request.lapsesAt) return 'It has lapsed.';
  const both = stricter(request.verdict, step.verdict);
  if (request.breakGlass && !both.review) return 'Nobody is named who looks at it afterwards.';
  return both.requirements.length > 0 ? 'A rule asks for approval by a person.' : undefined;
}

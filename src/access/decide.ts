import { told } from './alarm.ts';
import { approved, started } from './approve.ts';
import { refusalOf } from './may-step.ts';
import { AJAR } from './person.ts';
import { nextRung } from './policy/approvals.ts';
import { tooLate } from './refusals.ts';
import { type AccessRequest, type Climbed, type Ending, leadsTo, type RequestIn } from './request.ts';
import type { Step } from './step.ts';
import { wishOf } from './wish-of.ts';

export type Decision = { readonly request: AccessRequest } | { readonly refused: string };

/** Everything that can change a request passes through here. Pure: same input, same answer. */
export function decide(request: AccessRequest, step: Step, now: Date): Decision {
  const targets = leadsTo(request.status, step.step);
  if (targets.length === 0) return { refused: tooLate(request, step.step) };
  const refused = refusalOf(request, step, now);
  if (refused !== undefined) return { refused };
  const next = after(request, step, now);
  // Stryker disable next-line all: no input leads here, only a slip in this file.
  if (!(targets as readonly string[]).includes(next.status)) {
    // Stryker disable next-line all
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
    case 'left':
      return givenUp(request, step.why, now);
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
      return troubled({ ...(request as RequestIn<'closing'>), grants: step.grants }, step, now);
    case 'closed':
      return closed({ ...(request as RequestIn<'closing'>), grants: step.grants }, now);
    default:
      return step satisfies never;
  }
}

/** One rung up: `refusalOf` has seen that its time has come. */
function climbed(request: AccessRequest, now: Date): AccessRequest {
  const next = nextRung(request);
  // Stryker disable next-line ConditionalExpression: `refusalOf` has seen that there is one.
  if (next === undefined) return request;
  const { group, stage } = next.requirement;
  const to = next.rung.group === undefined ? {} : { to: next.rung.group };
  const record: Climbed = { at: now, group, ...to, ...(stage === undefined ? {} : { stage }) };
  return { ...request, climbed: [...(request.climbed ?? []), record] };
}

/** What waits never opens, and what is open is closed. */
const givenUp = (request: AccessRequest, why: string, now: Date): AccessRequest =>
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

function troubled(
  request: RequestIn<'closing'>,
  { why, alarmed = [] }: Extract<Step, { step: 'closeFailed' }>,
  now: Date,
): AccessRequest {
  return { ...request, trouble: told(request.trouble, { why, alarmed }, now) };
}

function closed(request: RequestIn<'closing'>, now: Date): AccessRequest {
  const { until, ending, trouble } = request;
  return {
    ...{ ...wishOf(request), ...openedAtOf(request), status: 'closed', until, ending, endedAt: now },
    ...(trouble ? { trouble } : {}),
  };
}

const openedAtOf = (request: AccessRequest): { readonly openedAt?: Date } =>
  'openedAt' in request && request.openedAt ? { openedAt: request.openedAt } : {};

const approvedAtOf = (request: AccessRequest): { readonly approvedAt?: Date } =>
  request.status === 'approved' ? { approvedAt: request.approvedAt } : {};

function untilOf(request: AccessRequest): Date {
  // Stryker disable next-line all: the same.
  if (!('until' in request)) throw new Error(`${request.id} is ${request.status} and has no end.`);
  return request.until;
}

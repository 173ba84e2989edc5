import type { AuditEvent, AuditKind, NewEvent } from '../../access/audit-event.ts';
import { sayDuration } from '../../access/duration.ts';
import { mayBeOpen } from '../../access/grant.ts';
import { titleOf } from '../../access/parts.ts';
import { AJAR, type Person, samePerson } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import type { AccessRequest } from '../../access/request.ts';
import { endOf } from '../../access/span.ts';
import type { Actor, Step } from '../../access/step.ts';
import type { Place } from '../../ports/chat.ts';
import type { Deps } from '../deps.ts';

/** The audit line of a request as it is after the event. */
export function eventOf(
  request: AccessRequest,
  kind: AuditKind,
  at: Date,
  said: Pick<AuditEvent, 'actor' | 'app' | 'detail' | 'entitled' | 'confirmed'>,
): NewEvent {
  const { verdict, grants, ticket } = request;
  return {
    at,
    kind,
    ...said,
    request: request.id,
    status: request.status,
    vms: unique(grants.map((grant) => grant.vm.id)),
    ports: unique(grants.map((grant) => formatPort(grant.opens))),
    sources: unique(grants.map((grant) => grant.source)),
    rules: verdict.rules,
    policy: verdict.policy,
    traces: unique(grants.flatMap((grant) => grant.traces)),
    ...('until' in request ? { until: request.until } : {}),
    ...(ticket !== undefined ? { ticket } : {}),
  };
}

/** The line of a step: who, why, and through what they were entitled. */
export function eventOfStep(request: AccessRequest, step: Step, at: Date, app: string): NewEvent {
  const by: Actor | undefined = 'by' in step ? step.by : undefined;
  const line = eventOf(request, step.step, at, {
    actor: by?.person ?? AJAR,
    app,
    detail: 'why' in step && step.why ? step.why : detailOf(request, step),
    ...(by ? { entitled: entitlement(request, by) } : {}),
    ...(step.step === 'approve' && step.confirmed ? { confirmed: 'sign-in' } : {}),
  });
  const more = ('traces' in step && step.traces) || [];
  return { ...line, traces: unique([...line.traces, ...more]) };
}

/** A line about no request: an account was linked, a route was chosen. */
export const plainEvent = (
  deps: Pick<Deps, 'clock' | 'policy'>,
  kind: AuditKind,
  said: { readonly person: Person; readonly place: Place },
  detail: string,
  rules: readonly string[] = [],
): NewEvent => ({
  ...{ at: deps.clock.now(), kind, actor: said.person, app: said.place.app, detail, rules },
  ...{ policy: deps.policy().hash, vms: [], ports: [], sources: [], traces: [] },
});

/** What a refused wish was about; nothing of it was saved. */
export type About = Pick<AuditEvent, 'vms' | 'ports' | 'sources' | 'rules' | 'policy'>;

const NOTHING = { vms: [], ports: [], sources: [], rules: [] } satisfies About;

/** A refusal changes nothing and is a line of its own. */
export const refusalEvent = (
  { clock, policy }: Pick<Deps, 'clock' | 'policy'>,
  actor: Person,
  app: string,
  detail: string,
  { request, about = NOTHING }: { readonly request?: AccessRequest; readonly about?: About },
): NewEvent =>
  request
    ? eventOf(request, 'refused', clock.now(), { actor, app, detail })
    : {
        ...{ at: clock.now(), kind: 'refused', actor, app, detail, ...about, traces: [] },
        policy: about.policy ?? policy().hash,
      };

function entitlement(request: AccessRequest, by: Actor): string {
  if (by.groups.length > 0) return `approver in ${by.groups.join(', ')}`;
  if (by.person.id === request.requester.id) return 'requester';
  if (by.person.id === request.askedBy?.id) return 'asked for the requester';
  if (by.admin) return 'admin';
  if (by.onCall) return 'on-call';
  if (by.person.id !== AJAR.id) return '';
  if (request.breakGlass) return `break-glass, given by rule ${request.verdict.review?.rule}`;
  // What people approved before is what it is free by; a rule that approves by itself asked nobody.
  const { id, met = [] } = request.continues ?? {};
  return met.length > 0 ? `free extension of ${id}` : 'auto-approval by every matching rule';
}

function detailOf(request: AccessRequest, step: Step): string {
  const doubtful = request.grants.filter((grant) => grant.note !== undefined);
  const less = step.step === 'approve' ? lessOf(request, step) : '';
  if (less !== '') return less;
  if (request.status === 'approved') return planOf(request);
  if (step.step === 'climb') return rungOf(request);
  if (step.step === 'opened') {
    const open = request.grants.filter((grant) => grant.state === 'open').length;
    const all = open === request.grants.length ? [] : [`${open} of ${request.grants.length} ports opened`];
    return [...all, ...doubtful.map((grant) => grant.note)].join('; ');
  }
  if (step.step === 'closed')
    return request.grants.some(mayBeOpen) ? '' : doubtful.map((grant) => grant.note).join('; ');
  return '';
}

/** When what is asked for later is to open and close; empty for what opens at once. */
export const planOf = (request: AccessRequest): string =>
  request.startsAt
    ? `to open at ${request.startsAt.toISOString()} until ${endOf(request, request.startsAt).toISOString()}`
    : '';
/** What an approver let be less of than was asked for. */
function lessOf(request: AccessRequest, { durationMs, by }: Extract<Step, { step: 'approve' }>): string {
  const { shortened, dropped = [], terms } = request;
  const shorter =
    shortened && durationMs === request.durationMs
      ? [`for ${sayDuration(durationMs)} instead of ${sayDuration(shortened.askedMs)}`]
      : [];
  const left = dropped.filter((each) => each.terms === terms && samePerson(each.by, by.person));
  return [...shorter, ...(left.length > 0 ? [`without ${unique(left.map(titleOf)).join(', ')}`] : [])].join(
    ', ',
  );
}

/** Who was reminded, or may answer from now on as well. */
function rungOf({ climbed }: AccessRequest): string {
  const last = climbed?.at(-1);
  if (last === undefined) return '';
  return last.to === undefined
    ? `reminded ${last.group}`
    : `${last.to} may answer for ${last.group}, of whom nobody has`;
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

import { decide } from '../../access/decide.ts';
import { signInFirst } from '../../access/may-step.ts';
import { keysOf, wholeParts } from '../../access/parts.ts';
import type { Person } from '../../access/person.ts';
import { missingOf, unmetNeeds } from '../../access/policy/approvals.ts';
import { unanswerable } from '../../access/policy/lost-groups.ts';
import { stricter } from '../../access/policy/policy.ts';
import type { Port } from '../../access/port.ts';
import { type AccessRequest, type Approval, isOf } from '../../access/request.ts';
import type { Actor, Step } from '../../access/step.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import type { PersonStep } from '../say/person-step.ts';
import type { StepFor } from './advance.ts';
import { entitle } from './entitle.ts';
import { judgeAgain } from './judge-again.ts';
import type { Who } from './roles.ts';

/** What a person asks of a request: the terms they saw, and their reason. */
export interface Wanted {
  readonly step: PersonStep;
  readonly by: Who;
  /** Undefined when typed: then it means the request as it is. */
  readonly terms?: number;
  readonly why?: string;
  /** For less time than was asked for, in milliseconds. */
  readonly durationMs?: number;
  /** For fewer ports than were asked for: by keys of the grants that stay, or as typed. */
  readonly only?: readonly string[] | { readonly ports: readonly Port[]; readonly vm?: string };
  /** Set only by the page behind the sign-in. */
  readonly confirmed?: true;
}

/** Looks up, at this moment and for this request, everything that the decision needs. */
export const stepOf =
  (deps: Deps, wanted: Wanted): StepFor =>
  async ({ request }) => {
    const lost = wanted.step === 'approve' ? unanswerable(deps.policy(), request) : undefined;
    if (lost !== undefined) return { step: 'lapse', why: lost };
    const by = await entitle(deps, wanted.by, request, wanted.step);
    if ('refused' in by) return by;
    const terms = wanted.terms ?? request.terms;
    const why = wanted.why ? { why: wanted.why } : {};
    if (wanted.step === 'cancel') return { step: 'cancel', by };
    if (wanted.step === 'close') return { step: 'close', by, ...why };
    if (wanted.step === 'deny') return { step: 'deny', by, terms, ...why };
    return approveStep(deps, request, by, terms, wanted);
  };

/** An entitled approver waits for the cloud; everybody else is refused by `decide` without asking it. */
async function approveStep(
  deps: Deps,
  request: AccessRequest,
  by: Actor,
  terms: number,
  { by: who, durationMs, only, confirmed }: Wanted,
): ReturnType<StepFor> {
  const kept = only === undefined ? undefined : keptOf(request, only);
  if (kept && 'refused' in kept) return kept;
  const shorter = {
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(kept === undefined ? {} : { only: kept }),
    ...(confirmed ? { confirmed } : {}),
  };
  const { verdict, approvals: standing } = request;
  const step = { step: 'approve', terms, verdict, standing, ...shorter } as const;
  const entitled = by.groups.length > 0 && !isOf(request, by.person);
  if (!entitled || request.status !== 'pending') return { ...step, by };
  // What is let be is judged, not what was asked for: `decide` cuts it to that.
  const lessMs = Math.min(durationMs ?? request.durationMs, request.durationMs);
  const grants = kept === undefined ? request.grants : request.grants.filter(({ key }) => kept.includes(key));
  if (grants.length === 0) return { ...step, by };
  const less = { ...request, grants, durationMs: lessMs };
  const again = await judgeAgain(deps, less);
  if ('refused' in again) return again.final ? lapseOf(deps, request, less, again.refused) : again;
  const judged = { ...request, verdict: stricter(request.verdict, again.verdict) };
  const mine = await entitle(deps, who, judged);
  if ('refused' in mine) return mine;
  const still = await stillStanding(deps, judged);
  if ('refused' in still) return still;
  return orConfirm(deps, judged, { ...step, by: mine, verdict: again.verdict, standing: still });
}

/** What cannot be had any more lapses; that less of it cannot be had is no end of what was asked for. */
async function lapseOf(
  deps: Deps,
  request: AccessRequest,
  less: Pick<AccessRequest, 'grants' | 'durationMs'>,
  refused: string,
): ReturnType<StepFor> {
  const isWhole = less.durationMs === request.durationMs && less.grants.length === request.grants.length;
  const whole = isWhole ? { refused, final: true } : await judgeAgain(deps, request);
  return 'refused' in whole && whole.final ? { step: 'lapse', why: whole.refused } : { refused };
}

/** Where a sign-in is all that an approval lacks, it is said so that it can be made up for. */
function orConfirm(deps: Deps, judged: AccessRequest, step: Approving): Awaited<ReturnType<StepFor>> {
  if (!judged.verdict.stepUp || step.confirmed) return step;
  const decision = decide(judged, { ...step, confirmed: true }, deps.clock.now());
  return 'refused' in decision ? step : { refused: signInFirst(judged), confirm: { terms: step.terms } };
}

type Approving = Extract<Step, { step: 'approve' }>;

/** The grants that stay where an approver lets less be: their keys. */
export const keptOf = (
  request: AccessRequest,
  only: NonNullable<Wanted['only']>,
): readonly string[] | { readonly refused: string } =>
  'ports' in only ? keysOf(request, only.ports, only.vm) : wholeParts(request, only);

/** Earlier approvals with what their givers are entitled to now: people leave, and rules change (HOLES H17). */
export async function stillStanding(
  deps: Deps,
  request: AccessRequest,
): Promise<readonly Approval[] | { readonly refused: string }> {
  const checked: Approval[] = [];
  for (const approval of request.approvals) {
    const giver = await entitle(deps, { person: approval.by }, request);
    if ('refused' in giver) return giver;
    checked.push({ ...approval, groups: giver.groups });
  }
  return checked;
}

/** What the person is told once the step is saved. */
export function sentenceOf(step: PersonStep, request: AccessRequest): string {
  switch (step) {
    case 'approve':
      if (request.status === 'lapsed') return `${request.id} cannot be approved any more: ${request.why}`;
      if (request.status === 'approved')
        return `Approved ${request.id}. It is opened at its start, if all still holds then.`;
      return request.status === 'pending'
        ? stillMissing(request)
        : `Approved ${request.id}. It is being opened now.`;
    case 'deny':
      return 'approvedAt' in request && request.approvedAt
        ? `Took ${request.id} back. It will not be opened.`
        : `Denied ${request.id}.`;
    case 'cancel':
      return `Cancelled ${request.id}.`;
    case 'close':
      return `Closing ${request.id}. I will say so when it is proven shut.`;
    default:
      return step satisfies never;
  }
}

function stillMissing(request: AccessRequest): string {
  const needs = unmetNeeds(request).map(
    (need) => `${missingOf(need)} of ${need.requirement.count} from ${need.requirement.group}`,
  );
  return `Noted. ${request.id} needs more approvals: ${needs.join(', ')}.`;
}

/** A pending request is cancelled and an open one closed: people say either word for both. */
export const meant = (step: PersonStep, { request }: Stored, person: Person): PersonStep => {
  const own = isOf(request, person);
  const waits = request.status === 'pending' || request.status === 'approved';
  if (step === 'close' && waits && own) return 'cancel';
  // Whoever else would close what has not opened yet takes it back.
  if (step === 'close' && request.status === 'approved') return 'deny';
  return step === 'cancel' && (request.status === 'open' || request.status === 'opening') ? 'close' : step;
};

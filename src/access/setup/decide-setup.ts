import { AJAR, samePerson } from '../person.ts';
import { type Setup, type SetupIn, setupLeadsTo } from './setup.ts';
import type { SetupStep } from './setup-step.ts';
import { setupTooLate } from './setup-words.ts';

export type SetupDecision = { readonly setup: Setup } | { readonly refused: string };

/** Everything that can change a setup passes through here. Pure: same input, same answer. */
export function decideSetup(setup: Setup, step: SetupStep, now: Date): SetupDecision {
  const targets = setupLeadsTo(setup.status, step.step);
  if (targets.length === 0) return { refused: setupTooLate(setup, step.step) };
  const refused = refusalOf(setup, step, now);
  if (refused !== undefined) return { refused };
  const next = after(setup, step, now);
  if (!targets.includes(next.status)) {
    throw new Error(`The table does not lead from ${setup.status} by ${step.step} to ${next.status}.`);
  }
  return { setup: next };
}

/** The setup after the step; `decideSetup` has checked that it may be taken. */
function after(setup: Setup, step: SetupStep, now: Date): Setup {
  const wish = wishOf(setup);
  switch (step.step) {
    case 'approve': {
      const approval = { by: step.by.person, at: now, terms: setup.terms };
      return { ...wish, approvals: [...setup.approvals, approval], status: 'applying', since: now };
    }
    case 'deny': {
      const why = step.why ? { why: step.why } : {};
      return { ...wish, status: 'denied', by: step.by.person, ...why, endedAt: now };
    }
    case 'cancel':
      return { ...wish, status: 'cancelled', by: step.by.person, endedAt: now };
    case 'lapse':
      return { ...wish, status: 'lapsed', why: step.why, endedAt: now };
    case 'applied': {
      const note = step.note ? { note: step.note } : {};
      return setup.wish
        ? { ...wish, status: 'continuing', appliedAt: now, ...note }
        : { ...wish, status: 'done', appliedAt: now, endedAt: now, ...note };
    }
    case 'applyFailed':
      return { ...wish, status: 'failed', why: step.why, endedAt: now };
    case 'continued': {
      const { appliedAt, note } = setup as SetupIn<'continuing'>;
      const told = { ...(note ? { note } : {}), continued: step.outcome };
      return { ...wish, status: 'done', appliedAt, endedAt: now, ...told };
    }
    default:
      return step satisfies never;
  }
}

/** Why a step that the table has may not be taken by this person, or now; undefined when it may. */
function refusalOf(setup: Setup, step: SetupStep, now: Date): string | undefined {
  switch (step.step) {
    case 'approve':
      return samePerson(step.by.person, AJAR)
        ? unfitForPolicy(setup as SetupIn<'pending'>, step, now)
        : unfitToAnswer(setup as SetupIn<'pending'>, step, now);
    case 'deny':
      return unfitToAnswer(setup as SetupIn<'pending'>, step, now);
    case 'cancel':
      return samePerson(step.by.person, setup.requester)
        ? undefined
        : 'Only the person who asked can cancel it. An admin can deny it.';
    case 'lapse':
    case 'applied':
    case 'applyFailed':
    case 'continued':
      return undefined;
    default:
      return step satisfies never;
  }
}

type Answering = Extract<SetupStep, { step: 'approve' | 'deny' }>;

/** What stands between this person and an answer; the order is that of what helps most to hear. */
function unfitToAnswer(setup: SetupIn<'pending'>, step: Answering, now: Date): string | undefined {
  if (samePerson(step.by.person, setup.requester))
    return step.step === 'approve'
      ? 'You cannot approve what you asked for yourself: another admin must.'
      : 'You asked for this yourself: cancel it instead.';
  if (now >= setup.lapsesAt)
    return `${setup.id} has lapsed: nobody answered in time. It has to be asked again.`;
  if (step.terms !== setup.terms)
    return `${setup.id} has changed since that card was drawn. Look at the card as it is now, then answer.`;
  return step.by.admin ? undefined : `Only an Ajar admin can ${step.step} ${setup.id}.`;
}

/** The policy approves by itself only what needed nobody else at asking, and needs nobody now. */
function unfitForPolicy(
  setup: SetupIn<'pending'>,
  step: Extract<SetupStep, { step: 'approve' }>,
  now: Date,
): string | undefined {
  if (now >= setup.lapsesAt) return 'It has lapsed.';
  return setup.approval === 'none' && step.approval === 'none' ? undefined : 'An admin has to approve it.';
}

/** The part of a setup that every state has. */
function wishOf(setup: Setup) {
  const { id, requester, askedAt, terms, vm, policyId, rules, before, shown } = setup;
  const { approval, approvals, routes, justification, ticket, wish } = setup;
  return {
    ...{ id, requester, askedAt, terms, vm, policyId, rules, before, shown, approval, approvals, routes },
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(wish === undefined ? {} : { wish }),
  };
}

import type { Setup } from '../../access/setup/setup.ts';
import type { SetupStep } from '../../access/setup/setup-step.ts';
import type { Deps } from '../deps.ts';
import { onlyAsks, rolesOf, type Who } from '../step/roles.ts';

/** The steps that people take by a word or a click. */
export type SetupPersonStep = 'approve' | 'deny' | 'cancel';

export const isSetupStep = (verb: string): verb is SetupPersonStep =>
  verb === 'approve' || verb === 'deny' || verb === 'cancel';

/** What a person asks of a setup: the terms they saw (none when typed: then it is meant as it is), and their reason. */
export interface WantedStep {
  readonly step: SetupPersonStep;
  readonly by: Who;
  readonly terms?: number;
  readonly why?: string;
}

/** With what the policy lets this person do at this moment. */
export async function setupStepOf(
  deps: Deps,
  { step, by: who, terms, why }: WantedStep,
  setup: Setup,
): Promise<SetupStep | { readonly refused: string }> {
  const { admin, unsure } = await rolesOf(deps, who);
  const by = { person: who.person, admin };
  // Whoever is known by an address alone is no admin, whatever the policy says of that person (HOLES H3).
  if (who.askOnly && step !== 'cancel') return { refused: onlyAsks(`${step} ${setup.id}`, who.askOnly) };
  // Cannot tell is not yes; to deny makes nothing wider.
  if (unsure !== undefined && step === 'approve') return { refused: unsure };
  const seen = terms ?? setup.terms;
  switch (step) {
    case 'approve':
      return { step, by, terms: seen, approval: setup.approval };
    case 'deny':
      return { step, by, terms: seen, ...(why ? { why } : {}) };
    case 'cancel':
      return { step, by };
    default:
      return step satisfies never;
  }
}

/** What the person is told once the step is saved. */
export function setupSentence(step: SetupPersonStep, { id, vm }: Setup): string {
  switch (step) {
    case 'approve':
      return `Approved ${id}. Just-in-time access is being set up on ${vm.name}.`;
    case 'deny':
      return `Denied ${id}.`;
    case 'cancel':
      return `Cancelled ${id}.`;
    default:
      return step satisfies never;
  }
}

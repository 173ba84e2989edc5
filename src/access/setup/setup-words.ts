import type { Setup, SetupStepName } from './setup.ts';

/** Why a step comes too late, in a sentence that says what happened instead. */
export const setupTooLate = (setup: Setup, step: SetupStepName): string =>
  `${setup.id} ${setupIsNow(setup)}, so it is too late to ${WORDS[step]}.`;

/** The state of a setup as the second half of a sentence. */
export function setupIsNow(setup: Setup): string {
  switch (setup.status) {
    case 'pending':
      return "is waiting for an admin's approval";
    case 'applying':
      return `was approved${by(setup)} and is being set up`;
    case 'continuing':
    case 'done':
      return `was approved${by(setup)} and is set up`;
    case 'failed':
      return 'could not be set up';
    case 'denied':
      return `was denied by ${setup.by.name}`;
    case 'cancelled':
      return `was cancelled by ${setup.by.name}`;
    case 'lapsed':
      return 'has lapsed';
    default:
      return setup satisfies never;
  }
}

const by = ({ approvals }: Setup): string => {
  const names = approvals.map((approval) => approval.by.name);
  return names.length > 0 ? ` by ${names.join(' and ')}` : '';
};

const WORDS: Readonly<Record<SetupStepName, string>> = {
  approve: 'approve it',
  deny: 'deny it',
  cancel: 'cancel it',
  lapse: 'let it lapse',
  applied: 'call it set up',
  applyFailed: 'give it up',
  continued: 'go on with what waited for it',
};

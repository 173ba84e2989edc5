import type { AccessRequest, StepName } from './request.ts';

/** Why a step comes too late, in a sentence that says who was faster. */
export function tooLate(request: AccessRequest, step: StepName): string {
  return `${request.id} ${isNow(request)}, so it is too late to ${WORDS[step]}.`;
}

/** `is open until …`, `was denied by …`: the state of a request as the second half of a sentence. */
export function isNow(request: AccessRequest): string {
  switch (request.status) {
    case 'pending':
      return 'is waiting for approval';
    case 'approved':
      return `was approved${by(request)} and opens at its start`;
    case 'opening':
      return `was approved${by(request)} and is being opened`;
    case 'open':
      return `was approved${by(request)} and is open`;
    case 'closing':
      return 'is being closed';
    case 'closed':
      return 'is closed';
    case 'denied':
      return `was denied by ${request.by.name}`;
    case 'cancelled':
      return `was cancelled by ${request.by.name}`;
    case 'lapsed':
      return 'has lapsed';
    default:
      return request satisfies never;
  }
}

const by = (request: AccessRequest): string => {
  if (request.breakGlass) return ' by nobody (break-glass)';
  const names = request.approvals.map((approval) => approval.by.name);
  return names.length > 0 ? ` by ${names.join(' and ')}` : '';
};

const WORDS: Record<StepName, string> = {
  approve: 'approve it',
  deny: 'deny it',
  cancel: 'cancel it',
  lapse: 'let it lapse',
  left: 'end it for who has left',
  climb: 'remind anybody of it',
  start: 'start it',
  opened: 'open it',
  openFailed: 'give up opening it',
  warn: 'warn of its end',
  close: 'close it',
  expire: 'let it expire',
  gone: 'report it gone',
  closed: 'call it closed',
  closeFailed: 'report trouble with closing it',
};

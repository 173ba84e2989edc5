import type { AuditKind } from '../../access/audit-event.ts';

/** Which part of a report an event belongs to. */
export type Topic = 'access' | 'refusals' | 'drift' | 'policy' | 'people' | 'JIT' | 'log' | 'service';

/** Every kind of event has its part: a new one that has none is a fault of the compiler, not of a report that leaves it out. */
export const TOPICS: Readonly<Record<AuditKind, Topic>> = {
  ...{
    asked: 'access',
    approve: 'access',
    deny: 'access',
    cancel: 'access',
    lapse: 'access',
    climb: 'access',
  },
  ...{
    start: 'access',
    opened: 'access',
    openFailed: 'access',
    warn: 'access',
    close: 'access',
    gone: 'access',
  },
  ...{ expire: 'access', closed: 'access', closeFailed: 'access', left: 'access' },
  ...{ brokeGlass: 'access', reviewOpened: 'access', reviewLate: 'access', reviewed: 'access' },
  ...{ signInAsked: 'access' },
  ...{ refused: 'refusals', drift: 'drift' },
  ...{ policyTaken: 'policy', policyRefused: 'policy', routed: 'policy' },
  ...{ linkCode: 'people', linked: 'people', unlinked: 'people' },
  ...{ jitOrdered: 'JIT', jitWritten: 'JIT', jitFailed: 'JIT' },
  ...{ baselineOrdered: 'JIT', baselineWritten: 'JIT', baselineFailed: 'JIT' },
  ...{ setupAsked: 'JIT', setupApproved: 'JIT', setupDenied: 'JIT', setupCancelled: 'JIT' },
  ...{ setupLapsed: 'JIT', setupApplied: 'JIT', setupFailed: 'JIT', setupContinued: 'JIT' },
  ...{ checkpoint: 'log', pruned: 'log', restored: 'log', erased: 'log', sinkBehind: 'log', moved: 'log' },
  ...{ started: 'service', stalled: 'service', movesAgain: 'service', trial: 'service' },
};

import type { Person } from './person.ts';
import type { Status, StepName } from './request.ts';
import type { SetupStatus } from './setup/setup.ts';

/**
 * What happened: a request was asked for, a step was taken, somebody was refused, the cloud differs, Ajar started, an admin
 * chose where a rule asks, somebody tried an opening out (`ajar doctor --live`), somebody got a code to link an account with, or an account was linked or unlinked.
 */
export type AuditKind =
  | ('asked' | StepName | 'refused' | 'drift' | 'started' | 'routed' | 'trial')
  | ('linkCode' | 'linked' | 'unlinked')
  /** The policy file was changed while Ajar ran: it is in force now, or it has faults and the one before it stays. */
  | ('policyTaken' | 'policyRefused')
  /** Just-in-time access that is set up at the command line: before it is sent, and what came of it. */
  | ('jitOrdered' | 'jitWritten' | 'jitFailed')
  /** A deny rule of Ajar's own that is made or taken out at the command line, likewise. */
  | ('baselineOrdered' | 'baselineWritten' | 'baselineFailed')
  /** Asked for by break-glass, and the review that it takes: opened, reported as late, closed by what somebody found. */
  | ('brokeGlass' | 'reviewOpened' | 'reviewLate' | 'reviewed')
  /** An approver's click led to a sign-in; nothing was approved by it. */
  | 'signInAsked'
  /** Of the log itself: a seal that Ajar vouches for, old events that were dropped, personal values that were, a sink that lags too far behind, its way to another store. */
  | ('checkpoint' | 'pruned' | 'restored' | 'erased' | 'sinkBehind' | 'moved')
  /** For minutes nobody got round to what was due; and somebody did again. */
  | ('stalled' | 'movesAgain')
  | SetupKind;

/** Of just-in-time access that is set up: the record's own steps. */
export type SetupKind =
  | ('setupAsked' | 'setupApproved' | 'setupDenied' | 'setupCancelled' | 'setupLapsed')
  | ('setupApplied' | 'setupFailed' | 'setupContinued');

/** A line that is written now: it has the hash of the policy by which it came about. Lines of before may have none. */
export type NewEvent = AuditEvent & { readonly policy: string };

/** What of an event is about people, and stands beside its line so that it can be erased; all else is in the line. */
export const PERSONAL_FIELDS = ['actor', 'sources', 'detail'] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

/** One line of what happened, saved with the change it records. Written once; only what is personal of it can be erased. */
export interface AuditEvent {
  /** UTC. */
  readonly at: Date;
  readonly kind: AuditKind;
  readonly actor: Person;
  /** The chat app, or `ajar` for its own deeds. */
  readonly app: string;
  /** The id of the request, or of what is set up. */
  readonly request?: string;
  /** The status of the request, or of what is set up, after the event. */
  readonly status?: Status | SetupStatus;
  /** VM resource ids, ports as `3389/tcp`, sources as CIDRs: everything the event is about. */
  readonly vms: readonly string[];
  readonly ports: readonly string[];
  readonly sources: readonly string[];
  readonly until?: Date;
  /** A sentence: the reason of a refusal or failure, a justification at asking. */
  readonly detail: string;
  readonly ticket?: string;
  /** Ids of the rules that decided, and the hash of the policy: of those rules, else of the one in force. */
  readonly rules: readonly string[];
  readonly policy?: string;
  /** Why the actor was entitled: "approver in group prod-approvers". */
  readonly entitled?: string;
  /** Azure's correlation ids. */
  readonly traces: readonly string[];
  /** How an approval was confirmed, where a click was not enough. */
  readonly confirmed?: 'sign-in';
}

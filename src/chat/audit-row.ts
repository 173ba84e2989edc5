import type { AuditEvent, AuditKind } from '../access/audit-event.ts';
import type { Row } from './fill.ts';
import { CAPS, listed, plain } from './plain.ts';
import { toldOnce } from './reason.ts';
import { spellInstant } from './times.ts';

const AUDIT_WORDS: Record<AuditKind, string> = {
  asked: 'asked for',
  approve: 'approved',
  deny: 'denied',
  cancel: 'cancelled',
  lapse: 'let it lapse',
  left: 'ended it for somebody who has left',
  climb: 'went up the ladder',
  start: 'started',
  opened: 'opened',
  openFailed: 'could not open',
  warn: 'warned of the end',
  close: 'closed early',
  expire: 'reached its end',
  gone: 'found it closed',
  closed: 'closed',
  closeFailed: 'could not close',
  refused: 'was refused',
  drift: 'found a difference',
  started: 'started',
  trial: 'tried out an opening',
  brokeGlass: 'broke the glass',
  reviewOpened: 'opened a review',
  reviewLate: 'reported a late review',
  reviewed: 'reviewed',
  signInAsked: 'was asked to sign in',
  linkCode: 'got a code to link an account',
  linked: 'linked an account',
  unlinked: 'unlinked an account',
  policyTaken: 'took the changed policy',
  policyRefused: 'kept the policy, as the changed one has faults',
  routed: 'chose where a rule asks',
  jitOrdered: 'was told to set up JIT',
  jitWritten: 'set up JIT',
  jitFailed: 'could not set up JIT',
  baselineOrdered: 'was told to change a baseline',
  baselineWritten: 'changed a baseline',
  baselineFailed: 'could not change a baseline',
  checkpoint: 'vouched for the log',
  pruned: 'dropped old events',
  restored: 'was restored from a backup',
  erased: 'erased personal values',
  sinkBehind: 'found a copy of the log behind',
  moved: 'was moved to another store',
  stalled: 'found nothing done that was due',
  movesAgain: 'did what was due again',
  setupAsked: 'asked for JIT',
  setupApproved: 'approved JIT',
  setupDenied: 'denied JIT',
  setupCancelled: 'cancelled JIT',
  setupLapsed: 'let JIT lapse',
  setupApplied: 'set up JIT',
  setupFailed: 'could not set up JIT',
  setupContinued: 'went on with the wish that waited',
};

/** One event as a row: `at`, `what`, `who`, `about`, `request`, `detail`. */
export function auditRow(event: AuditEvent, zone: string): Row {
  const vms = event.vms.map((id) => plain(id.split('/').at(-1) ?? id, CAPS.name));
  const ports = listed(event.ports.map((port) => plain(port, CAPS.name)));
  const sources = listed(event.sources.map((source) => plain(source, CAPS.name)));
  const about = [ports, vms.length > 0 && `on ${listed(vms)}`, sources && `from ${sources}`];
  const detail = plain(event.detail, CAPS.reason);
  const { reason, ticket } = toldOnce(detail, plain(event.ticket ?? '', CAPS.ticket));
  return {
    at: spellInstant(event.at, zone),
    what: AUDIT_WORDS[event.kind] + (event.confirmed === 'sign-in' ? ', confirmed by sign-in' : ''),
    who: plain(event.actor.name, CAPS.name),
    about: about.filter(Boolean).join(' '),
    request: plain(event.request ?? '', CAPS.id),
    detail: [reason, ticket].filter(Boolean).join(' · '),
  };
}

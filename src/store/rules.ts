import { isDeepStrictEqual } from 'node:util';
import { mayBeOpen } from '../access/grant.ts';
import { type AccessRequest, isEnded, STEPS, type Status } from '../access/request.ts';
import { REVIEW_STEPS } from '../access/review/review.ts';
import { SETUP_STEPS } from '../access/setup/setup.ts';
import type { Along, RecordKind, Stored, StoredRecord, Work } from '../ports/store.ts';
import { decode, encode } from './codec.ts';
import { StoreError } from './store-error.ts';

/** One target of a request in the cloud, and whether the request may hold it open now. */
export interface Hold {
  readonly target: string;
  readonly live: boolean;
}

/** The targets of a request, each once. A grant still planned counts while its request is being opened (HOLES H9). */
export function holdsOf(request: AccessRequest): readonly Hold[] {
  const active = ['opening', 'open', 'closing'].includes(request.status);
  const live = new Map<string, boolean>();
  for (const grant of request.grants) {
    const held = mayBeOpen(grant) || (request.status === 'opening' && grant.state === 'planned');
    live.set(grant.target, (live.get(grant.target) ?? false) || (active && held));
  }
  return [...live].map(([target, held]) => ({ target, live: held }));
}

/** Refuses a change of status that the table of steps does not have, whoever asks for it (HOLES H12). */
export function checkMove(id: string, from: Status, to: Status): void {
  const reachable = Object.values(STEPS[from] as Record<string, readonly Status[]>).flat();
  if (from !== to && !reachable.includes(to))
    throw new StoreError(
      `${id} is ${from}: no step leads from there to ${to}. Decide again from what is stored.`,
    );
}

/** The targets that one of two states of a request may hold open and the other does not: what others' cards say of it changes. */
export function heldAnew(before: AccessRequest | undefined, next: AccessRequest): readonly string[] {
  const was = before === undefined ? [] : liveTargets(before);
  const is = liveTargets(next);
  return [...was.filter((target) => !is.includes(target)), ...is.filter((target) => !was.includes(target))];
}

const liveTargets = (request: AccessRequest): readonly string[] =>
  holdsOf(request).flatMap(({ target, live }) => (live ? [target] : []));

/** A live request that nobody would ever look at again could stay open for ever, so it is not saved. */
export function checkLook(request: AccessRequest, work: Work): void {
  for (const date of [work.dueAt, work.leaseUntil]) {
    if (date && Number.isNaN(date.getTime()))
      throw new StoreError(`${request.id} was to be looked at on a date that is none: say a real one.`);
  }
  if (!isEnded(request) && work.dueAt === undefined && work.leaseUntil === undefined)
    throw new StoreError(`${request.id} is ${request.status} and has no dueAt: say when to look at it next.`);
}

/** The event beside a change must be of that change: the audit reads requests by it. */
export function checkEvent(request: AccessRequest, { event }: Along): void {
  if (event.request !== request.id || (event.status ?? request.status) !== request.status)
    throw new StoreError(
      `${request.id} (${request.status}) was to be saved with an event of ${event.request ?? 'no request'} ` +
        `(${event.status ?? 'no status'}): write the event for this change.`,
    );
}

/**
 * Whether bookkeeping moves grants. It has no audit event, so it may move nothing else of a request; where it does not even do
 * that, cards show what they showed.
 */
export function movesGrants(before: AccessRequest, after: AccessRequest): boolean {
  if (encode(before) === encode(after)) return false;
  const rest = ({ grants: _, ...others }: AccessRequest): unknown => decode(encode(others));
  if (!isDeepStrictEqual(rest(before), rest(after)))
    throw new StoreError(
      `${before.id}: lease and release write grants and bookkeeping only. Save any other change with its audit event.`,
    );
  return true;
}

/** Lines are dropped up to a sealed one that has another after it: the chain goes on from the seal of the last that went. */
export function checkPrune(upTo: number, { sealed }: { readonly sealed: number }): void {
  if (upTo >= sealed)
    throw new StoreError(
      `The audit log is sealed up to event ${sealed}: events can be dropped up to the one before it, not up to ${upTo}.`,
    );
}

/** What was dropped while the log was read is not to be taken for lines that somebody took out. `read`: the last number that was. */
export function checkWhole(read: number, { dropped }: { readonly dropped: number }): void {
  if (dropped > read)
    throw new StoreError(
      `The events up to ${dropped} of the audit log were dropped as old while it was read: read it again.`,
    );
}

const SHORTEST_MENTION = 6;

/** What is kept is found by a part of its text: one that is short would be in anything. */
export function checkMentions(mentions: readonly string[]): void {
  const short = mentions.find((mention) => mention.length < SHORTEST_MENTION);
  if (short !== undefined)
    throw new StoreError(`What mentions ${JSON.stringify(short)} could be of anybody: nothing was erased.`);
}

/** Begins a lease: `leaseUntil` lies ahead of `now`. */
export const leases = (work: Work, now: Date): boolean =>
  work.leaseUntil !== undefined && work.leaseUntil.getTime() > now.getTime();

/** The bookkeeping without its lease. */
export function withoutLease({ leaseUntil: _, ...work }: Stored['work']): Work {
  return work;
}

/** From each status, those that some step leads to. */
const movesOf = (
  steps: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(steps).map(([from, to]) => [from, Object.values(to).flat()]));

/** Which statuses of a record lead to which, for each kind. */
const RECORD_MOVES: { readonly [K in RecordKind]: Readonly<Record<string, readonly string[]>> } = {
  bulletin: { told: ['told'] },
  setup: movesOf(SETUP_STEPS),
  review: movesOf(REVIEW_STEPS),
};

/** Whether nothing more happens to a record, so that it may be forgotten: what was told is. */
export const isEndedRecord = ({ kind, body }: StoredRecord): boolean =>
  kind === 'bulletin' || RECORD_MOVES[kind][body.status]?.length === 0;

/** Refuses a change of a record's status that its kind's table does not have (HOLES H12). */
export function checkRecordMove({ id, kind, body }: StoredRecord, next: StoredRecord): void {
  if (!RECORD_MOVES[kind][body.status]?.includes(next.body.status))
    throw new StoreError(
      `${id} is ${body.status}: no step leads from there to ${next.body.status}. Decide again from what is stored.`,
    );
}

/** Bookkeeping has no audit event, so it may move nothing else. */
export function checkSameBody(before: StoredRecord, after: StoredRecord): void {
  if (!isDeepStrictEqual(decode(encode(before.body)), decode(encode(after.body))))
    throw new StoreError(`${before.id}: only bookkeeping may be written without an audit event.`);
}

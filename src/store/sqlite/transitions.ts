import type { AuditEvent } from '../../access/audit-event.ts';
import { type AccessRequest, isEnded } from '../../access/request.ts';
import { DAY_MS } from '../../access/unit-ms.ts';
import { type Along, Conflict, type Once, type Stored } from '../../ports/store.ts';
import { checkEvent, checkLook, checkMove, leases, movesGrants, withoutLease } from '../rules.ts';
import { StoreError } from '../store-error.ts';
import { keepUnknown } from '../unknown-fields.ts';
import type { Answers } from './answers.ts';
import type { Changes } from './changes.ts';
import type { Copies } from './copies.ts';
import type { Events } from './events.ts';
import type { Memo } from './memo.ts';
import type { Records } from './records.ts';
import type { Requests } from './requests.ts';

/** The tables that a transition writes. */
export interface Tables {
  readonly requests: Requests;
  readonly records: Records;
  readonly changes: Changes;
  readonly copies: Copies;
  readonly events: Events;
  readonly answers: Answers;
  readonly memo: Memo;
}

/** Answers are kept at least this long, and so is anything remembered, past its own end. */
const KEPT_MS = DAY_MS;

export function createNew(tables: Tables, stored: Omit<Stored, 'version'>, along: Along): Stored {
  const { request } = stored;
  checkLook(request, stored.work);
  checkEvent(request, along);
  const next = tables.records.find(request.id) ? undefined : tables.changes.insert({ ...stored, version: 1 });
  if (next === undefined) throw new Conflict(`Request ${request.id} exists already.`);
  if (leases(stored.work, along.event.at)) checkTargets(tables, request, along.event.at);
  writeAlong(tables, request, along, next.version);
  return next;
}

export function saveChange(tables: Tables, stored: Stored, along: Along): Stored {
  const before = unchanged(tables, stored);
  const request = keepUnknown(before.request, stored.request);
  const { work } = stored;
  checkMove(request.id, before.request.status, request.status);
  checkLook(request, work);
  checkEvent(request, along);
  const next = replace(tables, before, { ...stored, request });
  // A lease that was already there stays its holder's; a new one needs its targets free.
  const begins =
    work.leaseUntil?.getTime() !== before.work.leaseUntil?.getTime() && leases(work, along.event.at);
  if (begins) checkTargets(tables, request, along.event.at);
  writeAlong(tables, request, along, next.version);
  return next;
}

export function beginLease(tables: Tables, stored: Stored, now: Date): Stored {
  if (!leases(stored.work, now))
    throw new StoreError(`${stored.request.id}: a lease needs a leaseUntil later than ${now.toISOString()}.`);
  const before = unchanged(tables, stored);
  const request = keepUnknown(before.request, stored.request);
  if (leases(before.work, now)) throw new Conflict(`Somebody is at work on ${request.id} already.`);
  const next = keepBooks(tables, before, { ...stored, request });
  checkTargets(tables, request, now);
  return next;
}

export function endLease(tables: Tables, stored: Stored): Stored {
  const before = unchanged(tables, stored);
  const request = keepUnknown(before.request, stored.request);
  const work = withoutLease(stored.work);
  checkLook(request, work);
  return keepBooks(tables, before, { ...stored, request, work });
}

/** The event, and the delivery that caused it; old answers and memos are cleared on the way. */
export function writeEvent(tables: Tables, event: AuditEvent, once?: Once, version?: number): void {
  if (once !== undefined) tables.answers.add(once, event.at);
  tables.events.append(event, version);
  const cut = new Date(event.at.getTime() - KEPT_MS);
  tables.answers.prune(cut);
  tables.memo.prune(cut);
}

function writeAlong(tables: Tables, request: AccessRequest, along: Along, version: number): void {
  writeEvent(tables, along.event, along.once, version);
  tables.copies.add(request.id, along.copies ?? []);
}

/** What is stored now, when it is still what the caller read and may still change. Ended requests never do (HOLES H12). */
function unchanged(tables: Tables, { request: { id }, version }: Stored): Stored {
  const now = tables.requests.find(id);
  if (now === undefined) throw new Conflict(`Request ${id} is not in the store.`);
  if (now.version !== version)
    throw new Conflict(`Request ${id} was changed meanwhile (${version} → ${now.version}).`);
  if (isEnded(now.request))
    throw new Conflict(`Request ${id} has ended (${now.request.status}) and stays so.`);
  return now;
}

/** `next` is at the version that was read; it becomes the one after it. */
function replace({ changes }: Tables, before: Stored, next: Stored): Stored {
  return written(changes.replace({ ...next, version: before.version + 1 }, before), next);
}

function keepBooks(tables: Tables, before: Stored, next: Stored): Stored {
  if (movesGrants(before.request, next.request)) return replace(tables, before, next);
  return written(tables.changes.book({ ...next, version: before.version + 1 }, before), next);
}

function written(found: Stored | undefined, { request: { id } }: Stored): Stored {
  if (found === undefined) throw new Conflict(`Request ${id} was changed meanwhile.`);
  return found;
}

/** Deeds on one target run one at a time, whichever request they are for (HOLES H9). */
function checkTargets(tables: Tables, request: AccessRequest, now: Date): void {
  const other = tables.requests.leasedBeside(request.id, now);
  if (other !== undefined)
    throw new Conflict(`${other} is at work on a target of ${request.id}. Try again soon.`);
}

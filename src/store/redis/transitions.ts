import { isEnded, type Status } from '../../access/request.ts';
import { type Along, Conflict, type Stored } from '../../ports/store.ts';
import { decode } from '../codec.ts';
import {
  checkEvent,
  checkLook,
  checkMove,
  heldAnew,
  holdsOf,
  leases,
  movesGrants,
  withoutLease,
} from '../rules.ts';
import { StoreError } from '../store-error.ts';
import { keepUnknown } from '../unknown-fields.ts';
import { lag, requestWrites, textOf } from './changes.ts';
import type { Command, Connection } from './connection.ts';
import { copyWrites } from './copies.ts';
import { eventChecks, eventWrites } from './events.ts';
import { atVersion, free } from './parts.ts';
import { rowOf } from './requests.ts';
import { storedFrom } from './rows.ts';
import type { Check } from './script.ts';

/*
 * Each reads what is stored, decides by it alone, and writes in one step that fails unless the version is still the one read: so
 * what was decided holds.
 */

export async function createNew(
  connection: Connection,
  stored: Omit<Stored, 'version'>,
  along: Along,
): Promise<Stored> {
  const { request, work } = stored;
  checkLook(request, work);
  checkEvent(request, along);
  const taken = () => new Conflict(`Request ${request.id} exists already.`);
  return written(
    connection,
    undefined,
    { ...stored, version: 1 },
    {
      along,
      checks: [
        atVersion(connection.keys.kept(request.id), undefined, taken),
        ...(leases(work, along.event.at) ? targetsFree(connection, stored, along.event.at) : []),
      ],
    },
  );
}

export async function saveChange(connection: Connection, stored: Stored, along: Along): Promise<Stored> {
  const before = await unchanged(connection, stored);
  const request = keepUnknown(before.request, stored.request);
  const { work } = stored;
  checkMove(request.id, before.request.status, request.status);
  checkLook(request, work);
  checkEvent(request, along);
  // A lease that was already there stays its holder's; a new one needs its targets free.
  const begins =
    work.leaseUntil?.getTime() !== before.work.leaseUntil?.getTime() && leases(work, along.event.at);
  const checks = begins ? targetsFree(connection, stored, along.event.at) : [];
  return written(connection, before, { ...stored, request }, { along, checks });
}

export async function beginLease(connection: Connection, stored: Stored, now: Date): Promise<Stored> {
  if (!leases(stored.work, now))
    throw new StoreError(`${stored.request.id}: a lease needs a leaseUntil later than ${now.toISOString()}.`);
  const before = await unchanged(connection, stored);
  const request = keepUnknown(before.request, stored.request);
  const shows = movesGrants(before.request, request);
  if (leases(before.work, now)) throw new Conflict(`Somebody is at work on ${request.id} already.`);
  return written(
    connection,
    before,
    { ...stored, request },
    { checks: targetsFree(connection, stored, now), shows },
  );
}

export async function endLease(connection: Connection, stored: Stored): Promise<Stored> {
  const before = await unchanged(connection, stored);
  const request = keepUnknown(before.request, stored.request);
  const shows = movesGrants(before.request, request);
  const work = withoutLease(stored.work);
  checkLook(request, work);
  return written(connection, before, { ...stored, request, work }, { shows });
}

/** What is stored now, when it is still what the caller read and may still change. Ended requests never do (HOLES H12). */
async function unchanged(connection: Connection, { request: { id }, version }: Stored): Promise<Stored> {
  const now = storedFrom(id, await rowOf(connection, id));
  if (now === undefined) throw new Conflict(`Request ${id} is not in the store.`);
  if (now.version !== version)
    throw new Conflict(`Request ${id} was changed meanwhile (${version} → ${now.version}).`);
  if (isEnded(now.request))
    throw new Conflict(`Request ${id} has ended (${now.request.status}) and stays so.`);
  return now;
}

/** Deeds on one target run one at a time, whichever request they are for (HOLES H9). */
const targetsFree = (
  { keys }: Connection,
  { request }: Pick<Stored, 'request'>,
  now: Date,
): readonly Check[] => holdsOf(request).map(({ target }) => free(keys.leases(target), request.id, now));

/**
 * Who else may hold a target that this one begins or ceases to hold, and who asks for something on its VM: their cards say so. No
 * set has what is asked for by its target; of a port too many nothing is sent.
 */
async function besideOf(
  { keys, together }: Connection,
  before: Stored | undefined,
  { request }: Stored,
): Promise<readonly string[]> {
  const targets = heldAnew(before?.request, request);
  if (targets.length === 0) return [];
  const vms = new Set(request.grants.flatMap(({ target, vm }) => (targets.includes(target) ? [vm.id] : [])));
  const asked = keys.requestsIn('pending' satisfies Status);
  const found = await together([
    ...targets.map((target): Command => ['zrange', keys.holders(target), 0, -1]),
    ...[...vms].map((vm): Command => ['zinter', 2, keys.requestsOn(vm), asked]),
  ]);
  const ids = found.flatMap((each) => each as readonly string[]);
  return [...new Set(ids)].filter((id) => id !== request.id);
}

interface Beside {
  readonly along?: Along;
  readonly checks?: readonly Check[];
  /** False where its bookkeeping alone moves. */
  readonly shows?: boolean;
}

/** Writes it over the version that was read, with what goes along, and answers it as it is stored. */
async function written(
  connection: Connection,
  before: Stored | undefined,
  stored: Stored,
  { along, checks = [], shows = true }: Beside,
): Promise<Stored> {
  const { keys, apply } = connection;
  const { id } = stored.request;
  const changed = () => new Conflict(`Request ${id} was changed meanwhile.`);
  const next = before ? { ...stored, version: before.version + 1 } : stored;
  const text = textOf(next);
  await apply(
    [
      ...(before ? [atVersion(keys.kept(id), before.version, changed)] : []),
      ...checks,
      ...(along ? eventChecks(keys, along.once) : []),
    ],
    [
      ...requestWrites(keys, before, next, { shows, text }),
      ...(await besideOf(connection, before, next)).map((other) => lag(keys, other)),
      ...(along
        ? [...eventWrites(keys, along.event, along.once), ...copyWrites(keys, id, along.copies ?? [])]
        : []),
    ],
  );
  return { ...(decode(text) as Omit<Stored, 'version'>), version: next.version };
}

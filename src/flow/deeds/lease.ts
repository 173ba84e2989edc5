import { type Grant, vmsOf } from '../../access/grant.ts';
import { type AccessRequest, HELD } from '../../access/request.ts';
import { endOf as endOfSpan } from '../../access/span.ts';
import type { Step } from '../../access/step.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import type { StepFor } from '../step/advance.ts';
import { unlessConflict } from '../step/until-saved.ts';
import { backOff } from './due.ts';
import { isLeased } from './held-lease.ts';

/** Does a deed under its lease; one that fails in an unforeseen way gives the lease back and is tried again, each time later. */
export async function underLease(
  deps: Deps,
  stored: Stored,
  grants: readonly Grant[],
  work: (leased: Stored) => Promise<Led | undefined>,
): Promise<Led | undefined> {
  const leased = await takeLease(deps, stored, grants);
  if (!leased) return undefined;
  try {
    return await work(leased);
  } catch (error) {
    await postpone(deps, leased, backOff(deps.clock.now(), stored.work.attempt));
    throw error;
  }
}

/** Begins a deed; undefined when somebody else is at it, or at one of its targets. */
async function takeLease(deps: Deps, stored: Stored, grants: readonly Grant[]): Promise<Stored | undefined> {
  const now = deps.clock.now();
  const leaseUntil = later(now, deps.clock.spanOf(deps.limits.leaseMs));
  const work = { attempt: stored.work.attempt + 1, dueAt: leaseUntil, leaseUntil };
  const leased = await unlessConflict(
    deps.store.lease({ ...stored, request: { ...stored.request, grants }, work }, now),
  );
  // Waiting for a neighbour is no attempt: what fails after it is not to wait longer for that. A lease of its own is somebody's to end.
  if (!leased && !isLeased(stored, now))
    await postpone(deps, stored, later(now, deps.clock.spanOf(BUSY_MS)), stored.work.attempt);
  return leased;
}

/** Ends a deed that leads to no step yet: what was seen is kept, and when to look again. */
export async function endLease(
  deps: Deps,
  leased: Stored,
  grants: readonly Grant[],
  dueAt: Date,
): Promise<Stored | undefined> {
  const { attempt } = leased.work;
  return unlessConflict(
    deps.store.release({ ...leased, request: { ...leased.request, grants }, work: { attempt, dueAt } }),
  );
}

/** Real milliseconds until a target that somebody else is busy with is tried again. */
const BUSY_MS = 1_000;

/**
 * Whether an opening or a closing waits for one of its targets. What is only looked at lets it have its turn: where many hold one
 * port each look would begin as another ends, and what is past its end would stay open meanwhile.
 */
async function isAwaited(deps: Deps, { request: { id, grants } }: Stored): Promise<boolean> {
  const now = deps.clock.now();
  const soon = later(now, deps.clock.spanOf(BUSY_MS));
  const vms = vmsOf(grants).map((vm) =>
    deps.store.list({ vm: vm.id, statuses: ['opening', 'closing'], limit: LOOKED_THROUGH }),
  );
  const targets = new Set(grants.map(({ target }) => target));
  return (await Promise.all(vms))
    .flat()
    .some(
      (other) =>
        other.request.id !== id &&
        other.request.grants.some(({ target }) => targets.has(target)) &&
        !isLeased(other, now) &&
        other.work.dueAt !== undefined &&
        other.work.dueAt <= soon,
    );
}

const LOOKED_THROUGH = 100;

/** Does under its lease what can wait for others at its targets. */
export async function underLeaseUnlessAwaited(
  deps: Deps,
  stored: Stored,
  work: (leased: Stored) => Promise<Led | undefined>,
): Promise<Led | undefined> {
  if (!(await isAwaited(deps, stored))) return underLease(deps, stored, stored.request.grants, work);
  const soon = later(deps.clock.now(), deps.clock.spanOf(BUSY_MS));
  await postpone(deps, stored, soon, stored.work.attempt);
  return undefined;
}

/** Looks at a request later, unless somebody moved it meanwhile: then it has its own next look. Never later than its end. */
export const postpone = (
  deps: Deps,
  stored: Stored,
  dueAt: Date,
  attempt = stored.work.attempt + 1,
): Promise<Stored | undefined> => {
  const latest = latestLook(deps, stored.request);
  const next = latest && latest < dueAt ? latest : dueAt;
  return unlessConflict(deps.store.release({ ...stored, work: { attempt, dueAt: next } }));
};

/** Real milliseconds until an ending or a closing that failed in an unforeseen way is tried again, however often it was before. */
const OVERDUE_MS = 2_000;

/** At its end; where that has passed, or it is being closed, and something may be open still, soon. */
function latestLook(deps: Deps, request: AccessRequest): Date | undefined {
  const now = deps.clock.now();
  const end = endOf(request);
  if (end && end > now) return end;
  return HELD.includes(request.status) ? later(now, deps.clock.spanOf(OVERDUE_MS)) : undefined;
}

/** The instant at which the clock alone moves it on. */
function endOf(request: AccessRequest): Date | undefined {
  if (request.status === 'pending') return request.lapsesAt;
  if (request.status === 'approved') return endOfSpan(request, request.startsAt);
  return request.status === 'opening' || request.status === 'open' ? request.until : undefined;
}

/** What a deed led to, and the lease that it was done under. */
export interface Led {
  readonly step: StepFor;
  readonly lease?: Date;
  /** What the step is decided on first, as it was read last; without it, it is read anew. */
  readonly on?: Stored;
}

/** A deed's step holds only for the request that the deed was begun on; a click in between comes first. */
export const ifStill = (leased: Stored, step: Step): Led => ({
  step: async (stored) =>
    stored.version === leased.version ? step : { refused: 'The request moved on while this was being done.' },
  ...(leased.work.leaseUntil ? { lease: leased.work.leaseUntil } : {}),
  on: leased,
});

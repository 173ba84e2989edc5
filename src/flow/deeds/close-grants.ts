import { isToldNow } from '../../access/alarm.ts';
import { closesItself, type Grant, holdOf, isSlow, mayBeOpen } from '../../access/grant.ts';
import type { RequestIn } from '../../access/request.ts';
import type { CloudError, Sighting } from '../../ports/provider.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { onDuty } from '../step/policy-now.ts';
import { endChain } from './chain.ts';
import { backOff, retryAt } from './due.ts';
import { keptByOthers } from './kept-by-others.ts';
import { endLease, ifStill, type Led, underLease } from './lease.ts';
import { askProviders, byProvider, byVm, type Learnt, orderOf, tracesOf, withSightings } from './order.ts';

/** Real time between two looks at a change that takes minutes. */
const SLOW_LOOK_MS = 15_000;

/** Takes a closing one look nearer to closed. Only a read that shows the fate of every grant ends it. */
export async function closeGrants(deps: Deps, stored: Stored): Promise<Led | undefined> {
  const neverSent = stored.request.grants.map(
    (grant): Grant =>
      grant.state === 'planned' ? { ...grant, state: 'failed', note: 'It was never opened.' } : grant,
  );
  const request = stored.request as RequestIn<'closing'>;
  const isWhole = request.ending.kind !== 'closed-early' || (await endChain(deps, request));
  // An opening is saved as sent before it is sent: none of it is in the cloud, whoever is at work there.
  if (isWhole && !neverSent.some(mayBeOpen)) return ifStill(stored, { step: 'closed', grants: neverSent });
  return underLease(deps, stored, neverSent, (leased) => look(deps, leased, isWhole));
}

async function look(deps: Deps, leased: Stored, isWhole: boolean): Promise<Led | undefined> {
  const request = leased.request as RequestIn<'closing'>;
  const before = request.grants;
  const { keep, undecided } = await keptByOthers(deps, request);
  if (undecided) return notYet(deps, leased, before, undefined);
  const open = before.filter(mayBeOpen);
  const left = open.filter((grant) => isLeftToCloud(deps, request, grant, keep));
  const watched = await askProviders(deps, left, byVm, (provider, own) =>
    provider.read(orderOf(deps, request, own)),
  );
  const shut = await askProviders(
    deps,
    open.filter((grant) => !left.includes(grant)),
    byProvider,
    (provider, own) => provider.close(orderOf(deps, request, own), keep),
  );
  const sightings = [...watched.sightings, ...shut.sightings];
  const error = shut.error ?? watched.error;
  const grants = withSightings(
    before,
    sightings.map((sighting) => notForgotten(sighting, before)),
  );
  if (!grants.some(mayBeOpen) && isWhole) return ifStill(leased, { step: 'closed', grants });
  return notYet(deps, leased, grants, error, left.length > 0 ? ownEnd(request) : undefined);
}

/** What closes by itself at its end is given this long to do so, and is only read meanwhile; then it is removed. */
const BY_ITSELF_MS = 20_000;
const ownEnd = (request: RequestIn<'closing'>): Date => later(request.until, BY_ITSELF_MS);

const isLeftToCloud = (
  deps: Deps,
  request: RequestIn<'closing'>,
  grant: Grant,
  keep: ReadonlySet<string>,
): boolean =>
  request.ending.kind === 'expired' &&
  closesItself(grant) &&
  !keep.has(holdOf(grant)) &&
  deps.clock.now() < ownEnd(request);

/** "Could not tell" takes nothing back: a grant that was seen open stays open in our record until it is proven shut. */
const notForgotten = (sighting: Sighting, before: readonly Grant[]): Learnt => ({
  ...sighting,
  state:
    (sighting.state === 'sent' && before.find(({ key }) => key === sighting.key)?.state) || sighting.state,
});

/** Not proven yet. What is told of it is told as a step; everything else is only tried again. */
async function notYet(
  deps: Deps,
  leased: Stored,
  grants: readonly Grant[],
  error: CloudError | undefined,
  atLatest?: Date,
): Promise<Led | undefined> {
  const request = leased.request as RequestIn<'closing'>;
  const now = deps.clock.now();
  const why = error?.message ?? overdue(deps, request, grants, now);
  if (why !== undefined && isToldNow(request.trouble, why, now))
    return ifStill(leased, {
      ...{ step: 'closeFailed', grants, why },
      ...{ alarmed: await onDuty(deps), traces: tracesOf(error) },
    });
  const next =
    retryAt(deps, now, error?.retryAfterMs) ?? nextLook(deps, grants, now, leased.work.attempt - 1);
  await endLease(deps, leased, grants, atLatest && atLatest < next ? atLatest : next);
  return undefined;
}

/** Where every change takes minutes, its end is not slept through. */
function nextLook(deps: Deps, grants: readonly Grant[], now: Date, attempt: number): Date {
  const usual = backOff(now, attempt);
  const soon = later(now, deps.clock.spanOf(SLOW_LOOK_MS));
  return soon < usual && grants.some((grant) => mayBeOpen(grant) && isSlow(grant)) ? soon : usual;
}

/** A cloud that answers, but does not show that the port is shut, is trouble too once it has had its time. */
function overdue(
  deps: Deps,
  request: RequestIn<'closing'>,
  grants: readonly Grant[],
  now: Date,
): string | undefined {
  const left = grants.filter(mayBeOpen);
  const awaited = left.length > 0 ? left : grants;
  const withinMs = Math.max(0, ...awaited.map(({ provider }) => deps.limits.closeWithinMs[provider]));
  if (now < later(request.since, deps.clock.spanOf(withinMs))) return undefined;
  if (left.length === 0)
    return 'Its ports are shut, but what extends it, or what it extends, could not be ended yet.';
  const notes = left.map((grant) => grant.note);
  return [...new Set(notes)].filter(Boolean).join(' ') || 'Azure does not show yet that the port is shut.';
}

import { type Grant, mayBeOpen } from '../access/grant.ts';
import type { RequestIn } from '../access/request.ts';
import { CloudError } from '../ports/provider.ts';
import type { Stored } from '../ports/store.ts';
import type { Deps } from './deps.ts';
import { backOff, later } from './due.ts';
import { keptByOthers } from './kept-by-others.ts';
import { endLease, ifStill, type Led, takeLease } from './lease.ts';
import { askProviders, orderOf, withSightings } from './order.ts';

const HOUR_MS = 3_600_000;

/** Takes a closing one look nearer to closed. Only a read that shows the fate of every grant ends it. */
export async function closeGrants(deps: Deps, stored: Stored): Promise<Led | undefined> {
  const neverSent = stored.request.grants.map(
    (grant): Grant =>
      grant.state === 'planned' ? { ...grant, state: 'failed', note: 'It was never opened.' } : grant,
  );
  const leased = await takeLease(deps, stored, neverSent);
  if (!leased) return undefined;
  const keep = await keptByOthers(deps, leased.request);
  const { sightings, error } = await askProviders(deps, neverSent.filter(mayBeOpen), (provider, own) =>
    provider.close(orderOf(deps, leased.request, own), keep),
  );
  if (error !== undefined && !(error instanceof CloudError)) throw error;
  const grants = withSightings(neverSent, sightings);
  if (!grants.some(mayBeOpen)) return ifStill(leased, { step: 'closed', grants });
  return notYet(deps, leased, grants, error);
}

/** Not proven yet. The first failure, a changed reason and every hour are said; everything else is only tried again. */
async function notYet(
  deps: Deps,
  leased: Stored,
  grants: readonly Grant[],
  error: CloudError | undefined,
): Promise<Led | undefined> {
  const request = leased.request as RequestIn<'closing'>;
  const now = deps.clock.now();
  const why = error?.message ?? overdue(deps, request, now);
  const { trouble } = request;
  const news =
    why !== undefined && (!trouble || trouble.why !== why || now >= later(trouble.toldAt, HOUR_MS));
  if (news) return ifStill(leased, { step: 'closeFailed', grants, why });
  const wait = error?.retryAfterMs;
  const next =
    wait === undefined ? backOff(now, leased.work.attempt - 1) : later(now, deps.clock.spanOf(wait));
  await endLease(deps, leased, grants, next);
  return undefined;
}

/** A cloud that answers, but does not show that the port is shut, is trouble too once it has had its time. */
function overdue(deps: Deps, request: RequestIn<'closing'>, now: Date): string | undefined {
  const patience = later(request.since, deps.clock.spanOf(deps.limits.closeWithinMs));
  return now < patience ? undefined : 'Azure does not show yet that the port is shut.';
}

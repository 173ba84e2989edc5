import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { LONGEST_MS } from './due.ts';
import { postpone } from './lease.ts';

/** In one go; what is left has its turn a minute later. */
const AT_ONCE = 1_000;

/**
 * Looks now at what a clock that ran ahead has put off, or leased, for longer than anything that is held ever waits: whatever
 * may be open must not stay so for as long as that clock was wrong. A lease that may be somebody's opening is left alone
 * until the end of what it opens.
 */
export async function lookAtPutOff(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const latest = later(now, LONGEST_MS + deps.clock.spanOf(deps.limits.leaseMs));
  for (const stored of await deps.store.putOff(latest, AT_ONCE))
    if (!mayBeOpening(stored, now)) await postpone(deps, stored, now);
}

const mayBeOpening = ({ request }: Stored, now: Date): boolean =>
  request.status === 'opening' && request.until > now;

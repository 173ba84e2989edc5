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
 * until the end of what it opens. Cards are likewise drawn now: they would say for as long what was so before.
 */
export async function lookAtPutOff(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const latest = later(now, LONGEST_MS + deps.clock.spanOf(deps.limits.leaseMs));
  const found = await deps.store.putOff(latest, AT_ONCE);
  const held = found.filter((stored) => !mayBeOpening(stored, now));
  const behind = await deps.store.behind(LAST, AT_ONCE);
  const cards = behind.filter(({ notBefore }) => notBefore !== undefined && notBefore > latest);
  // One that fails keeps no other (HOLES H8).
  const all = await Promise.allSettled([
    ...held.map((stored) => postpone(deps, stored, now)),
    ...cards.map((copy) => deps.store.drew({ ...copy, notBefore: now })),
  ]);
  const failed = all.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

/** No instant is later. */
const LAST = new Date(8.64e15);

const mayBeOpening = ({ request }: Stored, now: Date): boolean =>
  request.status === 'opening' && request.until > now;

import { tellsOfOthers } from '../../access/policy/mode.ts';
import type { Deps } from '../deps.ts';
import type { Drift } from './look.ts';
import { tellOpenings } from './tell-openings.ts';
import { watchVms } from './watch-vms.ts';

/** Tells of what others do, where the policy says so: who opened what without Ajar, and what stands open though it is kept. */
export async function watch(deps: Deps, drift: Drift): Promise<void> {
  if (!tellsOfOthers(deps.policy())) return;
  const parts = await Promise.allSettled([tellOpenings(deps, drift), watchVms(deps)]);
  for (const part of parts)
    if (part.status === 'rejected')
      deps.log.error({ error: part.reason }, 'a part of the watch failed; the next pass tries again');
}

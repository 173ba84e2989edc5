import type { Deps } from '../deps.ts';
import { closeUnowned } from './close-unowned.ts';
import { type Drift, lookForDrift } from './look.ts';
import { tellElsewhere } from './tell-elsewhere.ts';

/** What a pass found, and how much of what was nobody's is not proven shut. */
export interface Reconciled {
  readonly drift: Drift;
  readonly left: number;
}

/**
 * Compares the whole cloud with the store and makes good what it can: what no request owns is closed. An access whose own
 * rules differ is only shown: its own deed looks every minute, tells and acts. One failure never stops the rest (HOLES H8).
 */
export async function reconcile(deps: Deps): Promise<Reconciled> {
  const drift = await lookForDrift(deps);
  for (const { sentence } of drift.doubts) deps.log.warn({ sentence }, 'drift: something cannot be told');
  const closing = await Promise.allSettled(drift.unowned.map((each) => closeUnowned(deps, each)));
  const telling = await Promise.allSettled(drift.elsewhere.map((found) => tellElsewhere(deps, found)));
  for (const end of [...closing, ...telling])
    if (end.status === 'rejected')
      deps.log.error(
        { error: end.reason },
        'drift: one finding could not be dealt with; the next pass tries again',
      );
  const shut = closing.filter((end) => end.status === 'fulfilled' && end.value).length;
  return { drift, left: drift.unowned.length - shut };
}

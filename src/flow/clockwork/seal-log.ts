import { BrokenLog } from '../../ports/store.ts';
import { tellBroken } from '../audit-lag.ts';
import type { Deps } from '../deps.ts';

/** Seals what is new of the log. That one lacks an event is told; the clockwork goes on, since no port may stay open for it. */
export async function sealLog(deps: Deps): Promise<void> {
  try {
    await deps.store.seal();
  } catch (error) {
    if (!(error instanceof BrokenLog)) throw error;
    await tellBroken(deps, error.message);
  }
}

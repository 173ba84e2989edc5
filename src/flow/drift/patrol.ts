import { CloudError } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';
import { createRounds, type Rounds } from '../rounds.ts';
import { lookBack } from './look-back.ts';
import { reconcile } from './reconcile.ts';
import { watch } from './watch.ts';

/** Goes round every few minutes: compares, closes, tells. Several processes may: what one tells the other does not tell again. */
export const createPatrol = (deps: Deps, everyMs: number): Rounds =>
  createRounds(deps, { firstMs: FIRST_MS, everyMs }, async () => {
    try {
      await lookBack(deps, everyMs);
    } catch (error) {
      deps.log.error({ error }, 'what was done while Ajar was away was not told; the next pass tries again');
    }
    try {
      await watch(deps, (await reconcile(deps)).drift);
    } catch (error) {
      const reason = error instanceof CloudError ? { reason: error.message } : { error };
      deps.log.error(reason, 'the cloud could not be compared with the store; the next pass tries again');
    }
  });

/** After a start there is more urgent work; real milliseconds. */
const FIRST_MS = 10_000;

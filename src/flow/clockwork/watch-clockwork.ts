import type { Runner } from '../deeds/run.ts';
import type { Deps } from '../deps.ts';
import { createRounds, type Rounds } from '../rounds.ts';
import { within } from '../within.ts';
import { movesAgain, stalledSince, tellDuty, tellWithoutStore, withoutStore } from './tell-stall.ts';

/** Real milliseconds. */
const EVERY_MS = 30_000;
/** As long as /healthz bears it, and the alert. */
const STALLED_MS = 180_000;
const STORE_MS = 5_000;
const PASS_MS = 60_000;

/** When anybody looked last at what is due; and since when nobody did, once that was told. */
const LOOKED = 'clockwork/looked';
const STALLED = 'clockwork/stalled';

/** Of a store that was restored: who looked since nobody knows, and what stood then is not to be told of now. */
export async function forgetLooks(store: Pick<Deps['store'], 'forget'>): Promise<void> {
  await store.forget(LOOKED);
  await store.forget(STALLED);
}

/**
 * Whoever is alive says that nobody gets round to what is due: any process for all of them, the next start where there was
 * none. Once, and once more when it is done again.
 */
export function createClockworkWatch(deps: Deps, runner: Pick<Runner, 'lookedAt'>): Rounds {
  let own: Date | undefined;
  /** How many passes in a row saw no look of this process: one may be a clock that jumped. */
  let still = 0;
  let isNew = true;
  /** Since when it stands, where that was told without the store. */
  let toldAlone: Date | undefined;

  const pass = async (): Promise<void> => {
    const looked = runner.lookedAt();
    still = looked?.getTime() === own?.getTime() ? still + 1 : 0;
    own = looked;
    if (looked && still === 0) await moves(looked);
    else if (still * EVERY_MS >= STALLED_MS) await stands();
  };

  const moves = async (looked: Date): Promise<void> => {
    const [before, told] = await Promise.all([recallDate(deps, LOOKED), recallDate(deps, STALLED)]);
    await deps.store.remember(LOOKED, looked.toISOString());
    const since = told ?? toldAlone ?? (isNew && isLong(deps, before, looked) ? before : undefined);
    isNew = false;
    toldAlone = undefined;
    if (!since) return;
    await tellDuty(deps, `${idOf(since)}/over`, 'movesAgain', movesAgain(deps, since, looked));
    await deps.store.forget(STALLED);
  };

  const stands = async (): Promise<void> => {
    const since = await lastLook();
    // Another process may get round to it.
    if (since === 'unknown' || !isLong(deps, since, deps.clock.now())) return;
    await deps.store.remember(STALLED, since.toISOString());
    await tellDuty(deps, idOf(since), 'stalled', stalledSince(deps, since));
  };

  /** Of any process; the store that does not say is told of, once. */
  const lastLook = async (): Promise<Date | 'unknown'> => {
    try {
      return (await within(STORE_MS, 'The store', recallDate(deps, LOOKED))) ?? 'unknown';
    } catch (error) {
      deps.log.error({ error }, 'the clockwork stands, and the store does not answer');
      const since = own ?? deps.clock.now();
      if (!toldAlone && (await tellWithoutStore(deps, withoutStore(deps, since)))) toldAlone = since;
      return 'unknown';
    }
  };

  return createRounds(deps, { firstMs: EVERY_MS, everyMs: EVERY_MS }, () =>
    within(PASS_MS, 'Looking whether the clockwork goes', pass()).catch((error: unknown) =>
      deps.log.error({ error }, 'it could not be told whether the clockwork goes'),
    ),
  );
}

const idOf = (since: Date): string => `clockwork/${since.toISOString()}`;

const isLong = ({ clock }: Deps, from: Date | undefined, to: Date): boolean =>
  from !== undefined && to.getTime() - from.getTime() >= clock.spanOf(STALLED_MS);

async function recallDate({ store, clock }: Deps, key: string): Promise<Date | undefined> {
  const kept = await store.recall(key, clock.now());
  return typeof kept === 'string' ? new Date(kept) : undefined;
}

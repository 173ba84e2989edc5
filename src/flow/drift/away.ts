import type { Deps } from '../deps.ts';
import { later } from '../later.ts';

/** A time in which no Ajar of this store was there. */
export interface Gap {
  readonly from: Date;
  readonly to: Date;
}

const SEEN = 'away/seen';
const GAP = 'away/gap';
/** Beside two rounds of the patrol: a restart, or a slow pass, is no time away; real milliseconds. */
const GRACE_MS = 10 * 60_000;

/** More starts in a row than this without anything else would be another trouble. */
const RECENT = 50;

type Needs = Pick<Deps, 'store' | 'clock'>;

/**
 * Says that an Ajar is there, and answers the time in which none was, until it is forgotten. Saved before anything is made of
 * it, so that a crash loses none. An empty store has no such time: then nobody knows.
 */
export async function noteThere({ store, clock }: Needs, everyMs: number): Promise<Gap | undefined> {
  const now = clock.now();
  const [seen, known] = await Promise.all([store.recall(SEEN, now), recallGap(store, now)]);
  const from = typeof seen === 'string' ? new Date(seen) : await lastEvent(store);
  const isBack = from && now >= later(from, clock.spanOf(2 * everyMs + GRACE_MS));
  const gap = isBack ? { from: known?.from ?? from, to: now } : known;
  if (gap && isBack) await store.remember(GAP, { from: gap.from.toISOString(), to: gap.to.toISOString() });
  await store.remember(SEEN, now.toISOString());
  return gap;
}

/** Of one that went before it said so; its start alone is this one's. */
const lastEvent = async (store: Needs['store']): Promise<Date | undefined> =>
  (await store.events({ limit: RECENT })).find(({ kind }) => kind !== 'started')?.at;

/** It was looked at for the last time. */
export const forgetGap = async ({ store }: Pick<Needs, 'store'>): Promise<void> => {
  await store.forget(GAP);
};

async function recallGap(store: Needs['store'], now: Date): Promise<Gap | undefined> {
  const kept = (await store.recall(GAP, now)) as { from: string; to: string } | undefined;
  return kept && { from: new Date(kept.from), to: new Date(kept.to) };
}

import type { Copy } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';

/** Real milliseconds until a card that somebody else is drawing is looked at again. */
const AGAIN_MS = 2_000;

/**
 * Lets one process at a time draw a card: where several look, people would get a new one from each, and what the slower one has
 * read before would be put over what the faster one shows. Answers the copy as it is then, which somebody may have drawn
 * meanwhile; undefined while somebody else is at it.
 */
export async function claim(deps: Deps, copy: Copy): Promise<Copy | undefined> {
  const { store, clock, limits } = deps;
  const [now, key] = [clock.now(), keyOf(copy)];
  const span = clock.spanOf(limits.leaseMs);
  const held = (await store.recall(key, now)) as Claim | undefined;
  const left = held ? Date.parse(held.until) - now.getTime() : 0;
  // A longer one was written by a clock that ran ahead.
  const isTaken = left > 0 && left <= 2 * span;
  const isMine = !isTaken && (await store.exchange(key, held, { until: later(now, span).toISOString() }));
  const known = (await store.copies(copy.request)).find(({ slot }) => slot === copy.slot);
  if (isMine) return known;
  // What whoever is at it has reported by now must not be written over by what was read before it.
  if (known && isSame(known, copy))
    await store.drew({ ...copy, notBefore: later(now, clock.spanOf(AGAIN_MS)) });
  return undefined;
}

const isSame = (one: Copy, other: Copy): boolean =>
  one.drawn === other.drawn &&
  one.hash === other.hash &&
  one.attempt === other.attempt &&
  one.lost === other.lost;

/** Whether it was drawn or not: what became of it is in the copy. */
export const release = async ({ store }: Deps, copy: Copy): Promise<unknown> => store.forget(keyOf(copy));

interface Claim {
  readonly until: string;
}

const keyOf = ({ request, slot }: Copy): string => `posting/${request}/${slot}`;

import { isYetToCome } from '../../access/odd-clock.ts';
import type { Copy } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';

/** Real milliseconds until a card that somebody else is drawing is looked at again. */
const AGAIN_MS = 2_000;

export interface Claimed {
  /** As it is now, which somebody may have drawn meanwhile; undefined where its request is gone. */
  readonly copy: Copy | undefined;
  /** Whether it was drawn or not: what became of it is in the copy. Where this took too long, somebody else's claim stays. */
  release(): Promise<unknown>;
}

/**
 * Lets one process at a time draw a card: where several look, people would get a new one from each, and what the slower one has
 * read before would be put over what the faster one shows. Undefined while somebody else is at it.
 */
export async function claim(deps: Deps, copy: Copy): Promise<Claimed | undefined> {
  const { store, clock, limits } = deps;
  const [now, key] = [clock.now(), keyOf(copy)];
  const span = clock.spanOf(limits.leaseMs);
  const held = (await store.recall(key, now)) as Claim | undefined;
  const isTaken = held !== undefined && isYetToCome(new Date(held.until), now, span);
  const mine: Claim = { until: later(now, span).toISOString() };
  const isMine = !isTaken && (await store.exchange(key, held, mine));
  const known = (await store.copies(copy.request)).find(({ slot }) => slot === copy.slot);
  if (isMine) return { copy: known, release: () => store.exchange(key, mine, undefined) };
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

interface Claim {
  readonly until: string;
}

const keyOf = ({ request, slot }: Copy): string => `posting/${request}/${slot}`;

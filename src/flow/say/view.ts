import type { Card } from '../../ports/card.ts';
import type { Place, Viewer } from '../../ports/chat.ts';
import { cardOf } from '../cards/copies.ts';
import { rowFor } from '../cards/for-reader.ts';
import type { Deps } from '../deps.ts';

/** A posted card with the buttons that this reader may press; undefined where it is no card of that request, or not theirs. */
export async function view(
  deps: Deps,
  viewer: Viewer,
  id: string,
  place: Place,
  message: string,
): Promise<Card | undefined> {
  const stored = await deps.store.find(id);
  if (!stored) return undefined;
  const copies = await deps.store.copies(id);
  const copy = copies.find(
    (each) => each.message === message && each.place.conversation === place.conversation,
  );
  const card = copy && cardOf(copy);
  if (!card) return undefined;
  const { privateTo = viewer.person.id } = copy.place;
  if (privateTo !== viewer.person.id) return undefined;
  return { card, ...(await rowFor(deps, stored, viewer, place)) };
}

import type { Card } from '../../../src/ports/card.ts';
import type { Place } from '../../../src/ports/chat.ts';
import { lookOf, type Records } from '../records.ts';

/** A card says nothing of a request that was never so; what was saved is held to the truth when it is saved. */
export function checkShown(
  records: Records,
  card: Card,
  place: Place,
  violated: (sentence: string) => void,
): void {
  if (!('request' in card)) return;
  const { request } = card;
  if (!records.looks.get(request.id)?.has(lookOf(request)))
    violated(`${place.conversation} was shown ${request.id} as ${lookOf(request)}, which it never was`);
}

import type { Card } from '../ports/card.ts';
import type { Place } from '../ports/chat.ts';

/** Where the requester reads alone, the connect card stands beside the open request and has its buttons: once is enough. */
export function withoutRepeats(card: Card, { privateTo }: Place): Card {
  if (card.card !== 'request' || card.request.status !== 'open') return card;
  if (privateTo !== card.request.requester.id) return card;
  const can = { ...card.facts.can, extend: false, close: false };
  return { ...card, facts: { ...card.facts, can } };
}

import type { Card } from '../../ports/card.ts';
import type { Click } from '../../ports/chat.ts';
import type { Copy, Stored } from '../../ports/store.ts';
import { cardOf } from '../cards/copies.ts';
import { isUnresolved } from '../cards/places.ts';
import { factsFor } from '../cards/request-facts.ts';
import type { Deps } from '../deps.ts';

/**
 * True for a click on a message that is none of ours. A card posted a moment ago may not be remembered yet: while a
 * copy for this very place has no message, a click there is believed to be on it.
 */
export async function isForwarded(deps: Deps, clicked: Click, request: string): Promise<boolean> {
  if (clicked.message === undefined) return false; // the app has no message ids (a terminal)
  const copies = await deps.store.copies(request);
  const here = isHere(clicked);
  const posted = copies.some((copy) => copy.message === clicked.message && here(copy));
  const underWay = copies.some(
    (copy) =>
      copy.message === undefined && copy.lost === undefined && (isUnresolved(copy.place) || here(copy)),
  );
  return !posted && !underWay;
}

/** Not by thread: a card that begins one was shown outside it, and a message's id is unique without it. */
const isHere =
  ({ place }: Click) =>
  (copy: Copy): boolean =>
    copy.place.conversation === place.conversation;

const NOTHING = { approve: false, cancel: false, extend: false, close: false, again: false };

/**
 * What a card whose post was lost on the way shows once somebody clicks it: the request as it is, and no buttons. Only where a
 * card of that request is meant to be; what was forwarded anywhere else is left alone.
 */
export async function withoutButtons(
  deps: Deps,
  clicked: Click,
  { request, home }: Stored,
): Promise<Card | undefined> {
  const copy = (await deps.store.copies(request.id)).find(isHere(clicked));
  const card = copy && cardOf(copy);
  if (!card) return undefined;
  const facts = await factsFor(deps, request, home, clicked.place);
  return { card, request, facts: { ...facts, can: NOTHING, approveFor: [], approveOnly: [], extendBy: [] } };
}

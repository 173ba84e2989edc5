import type { Click } from '../../ports/chat.ts';
import type { Copy } from '../../ports/store.ts';
import { isUnresolved } from '../cards/copies.ts';
import type { Deps } from '../deps.ts';

/**
 * True for a click on a message that is none of ours. A card posted a moment ago may not be remembered yet: while a
 * copy for this very place has no message, a click there is believed to be on it.
 */
export async function isForwarded(deps: Deps, clicked: Click, request: string): Promise<boolean> {
  if (clicked.message === undefined) return false; // the app has no message ids (a terminal)
  const copies = await deps.store.copies(request);
  // Not by thread: a card that begins one was shown outside it, and a message's id is unique without it.
  const here = (copy: Copy): boolean => copy.place.conversation === clicked.place.conversation;
  const posted = copies.some((copy) => copy.message === clicked.message && here(copy));
  const underWay = copies.some(
    (copy) =>
      copy.message === undefined && copy.lost === undefined && (isUnresolved(copy.place) || here(copy)),
  );
  return !posted && !underWay;
}

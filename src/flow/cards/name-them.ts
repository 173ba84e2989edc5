import { ChatError } from '../../ports/chat.ts';
import type { Copy } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { FOR_GOOD, personalPlace, slotEnd, UNNAMED } from './places.ts';
import type { Subject } from './subject.ts';

/**
 * The people of a copy whom the directory could not name when it was saved get cards of their own, in the slots that these would
 * have had. While it still cannot, the copy waits as one in a busy chat does.
 */
export async function nameThem(deps: Deps, copy: Copy, subject: Subject): Promise<Copy> {
  const people = await subject.peopleOf?.(copy);
  if (people === undefined) throw new ChatError('busy', 'The directory does not say who they are.');
  const copies = people.map(({ id }) => {
    const place = personalPlace('', id);
    return { card: copy.card, place, slot: copy.slot.replace(slotEnd(UNNAMED), slotEnd(place)) };
  });
  await deps.store.addCopies(copy.request, copies);
  return { ...copy, drawn: FOR_GOOD, attempt: 0 };
}

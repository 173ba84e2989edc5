import { samePerson } from '../../access/person.ts';
import { setupIsNow } from '../../access/setup/setup-words.ts';
import type { Said } from '../../ports/chat.ts';
import type { StoredRecord } from '../../ports/store.ts';
import { personalPlace } from '../cards/places.ts';
import { answer, refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { askSlot } from '../setup/copies-setup.ts';
import { rolesOf } from '../step/roles.ts';

/** Copies are redrawn for ever, so one person gets only so many. */
const MOST_COPIES = 3;

/** "status aj-…" of just-in-time access that is being set up: its card, in private, to whoever asked and to admins. */
export async function setupStatus(
  deps: Deps,
  said: Said,
  { id, body }: StoredRecord<'setup'>,
): Promise<void> {
  const own = samePerson(said.person, body.requester);
  const { admin, seesAll } = await rolesOf(deps, said);
  if (!own && !seesAll)
    return refuse(deps, said, `${id} is somebody else's. Auditors, on-call and admins can look at it.`);
  const mine = `status ${said.person.id} `;
  const before = (await deps.store.copies(id)).filter(({ slot }) => slot.includes(mine)).length;
  if (before >= MOST_COPIES)
    return answer(deps, said.place, `${id} ${setupIsNow(body)}. Its card stands further up.`);
  const alone = said.place.privateTo === said.person.id;
  const place = alone ? said.place : personalPlace(said.place.app, said.person.id);
  const slot = `${mine}${before + 1}`;
  await deps.store.addCopies(id, [{ slot: admin && !own ? askSlot(slot) : slot, card: 'setup', place }]);
  deps.nudge();
  if (!alone) await answer(deps, said.place, 'I have answered you in our private chat.');
}

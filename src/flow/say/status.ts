import { isNow } from '../../access/refusals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Said } from '../../ports/chat.ts';
import { personalPlace } from '../cards/places.ts';
import { answer, refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { findSetup } from '../setup/advance-setup.ts';
import { findRequest } from './find-request.ts';
import { list } from './list.ts';
import { lookAt } from './look-at.ts';
import { setupStatus } from './setup-status.ts';
import type { Spoken } from './verbs.ts';

/** "status aj-…": the request as it is now, to those it concerns; without an id, one's own list. */
export async function status(deps: Deps, said: Said, sentence: Spoken<'status'>): Promise<void> {
  if (sentence.id === undefined && sentence.vm === undefined)
    return list(deps, said, { verb: 'list', all: false });
  const setup = sentence.id === undefined ? undefined : await findSetup(deps, sentence.id);
  if (setup) return setupStatus(deps, said, setup);
  const found = await findRequest(deps, said.person.id, 'status', sentence);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const { request } = found.stored;
  const look = await lookAt(deps, said, request);
  if ('refused' in look) return refuse(deps, said, look.refused);
  await showAsCopy(deps, said, request, look.own);
}

/** Copies are redrawn for ever, so one person gets only so many of one request. */
const MOST_COPIES = 3;

/** One more copy of the request, so that its buttons work and it is redrawn like every other. */
async function showAsCopy(deps: Deps, said: Said, request: AccessRequest, own: boolean): Promise<void> {
  const mine = `status ${said.person.id} `;
  const before = (await deps.store.copies(request.id)).filter((copy) => copy.slot.startsWith(mine)).length;
  if (before >= MOST_COPIES)
    return answer(deps, said.place, `${request.id} ${isNow(request)}. Its card stands further up.`);
  const alone = own || said.place.privateTo === said.person.id;
  const place = alone ? said.place : personalPlace(said.place.app, said.person.id);
  const card = own ? 'request' : 'approval';
  await deps.store.addCopies(request.id, [{ slot: `${mine}${before + 1}`, card, place }]);
  deps.nudge();
  if (!alone) await answer(deps, said.place, 'I have answered you in our private chat.');
}

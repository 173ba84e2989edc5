import { isAdmin, isAuditor } from '../../access/policy/policy.ts';
import type { Said } from '../../ports/chat.ts';
import { personalPlace } from '../cards/copies.ts';
import { answer, refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { entitle } from '../step/entitle.ts';
import { findRequest } from './find-request.ts';
import { list } from './list.ts';
import type { Spoken } from './verbs.ts';

/** "status aj-…": the request as it is now, to those it concerns; without an id, one's own list. */
export async function status(deps: Deps, said: Said, sentence: Spoken<'status'>): Promise<void> {
  if (sentence.id === undefined && sentence.vm === undefined)
    return list(deps, said, { verb: 'list', all: false });
  const found = await findRequest(deps, said.person.id, 'status', sentence);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const { request } = found.stored;
  const by = await entitle(deps, said.person, request);
  if ('refused' in by) return refuse(deps, said, by.refused);
  const own = request.requester.id === said.person.id;
  const policy = deps.policy();
  const concerned =
    own || by.groups.length > 0 || isAdmin(policy, said.person.id) || isAuditor(policy, said.person.id);
  if (!concerned)
    return refuse(deps, said, `${request.id} is somebody else's. Auditors and admins can look at it.`);
  await showAsCopy(deps, said, request.id, own);
}

/** One more copy of the request, so that its buttons work and it is redrawn like every other. */
async function showAsCopy(deps: Deps, said: Said, request: string, own: boolean): Promise<void> {
  const alone = own || said.place.privateTo === said.person.id;
  const place = alone ? said.place : personalPlace(said.place.app, said.person.id);
  const card = own ? 'request' : 'approval';
  await deps.store.addCopies(request, [{ slot: `status ${said.key}`, card, place }]);
  deps.nudge();
  if (!alone) await answer(deps, said.place, 'I have answered you in our private chat.');
}

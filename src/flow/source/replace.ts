import { samePerson } from '../../access/person.ts';
import { isNow } from '../../access/refusals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { advance } from '../step/advance.ts';
import { stepOf } from '../step/step-of.ts';

/** Why a request of this person can not take the place of that one; undefined where it can. */
export async function mayNotReplace(
  deps: Deps,
  person: AccessRequest['requester'],
  id: string,
): Promise<string | undefined> {
  const old = (await deps.store.find(id))?.request;
  if (!old || !samePerson(old.requester, person)) return `I know no request ${id} of yours.`;
  return old.status === 'open'
    ? undefined
    : `${id} ${isNow(old)}; only what is open can be moved to another address. Ask for it anew.`;
}

/**
 * Ends what a request took the place of, with everything that it extended. Nobody comes from the old address any more, and an
 * access never has two. Safe to repeat: done when the new one is saved, and once more before it opens.
 */
export async function endReplaced(deps: Deps, request: AccessRequest): Promise<void> {
  for (let id = request.replaces; id !== undefined; ) {
    const old: Stored | undefined = await deps.store.find(id);
    if (!old || !samePerson(old.request.requester, request.requester)) return;
    if (old.request.status === 'open' || old.request.status === 'opening') await end(deps, old, request);
    id = old.request.continues?.id;
  }
}

async function end(
  deps: Deps,
  { request: old, home }: Stored,
  { id, requester }: AccessRequest,
): Promise<void> {
  const why = `Moved to another address as ${id}.`;
  const step = stepOf(deps, { step: 'close', by: { person: requester }, why });
  const outcome = await advance(deps, old.id, step, { app: home.place.app });
  if ('refused' in outcome) deps.log.info({ request: old.id, refused: outcome.refused }, 'not ended');
}

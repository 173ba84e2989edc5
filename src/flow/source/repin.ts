import { portsOf, vmsOf } from '../../access/grant.ts';
import { samePerson } from '../../access/person.ts';
import { isNow } from '../../access/refusals.ts';
import { LIVE, type RequestIn } from '../../access/request.ts';
import type { Said } from '../../ports/chat.ts';
import { refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { ask } from '../say/ask.ts';
import { findRequest } from '../say/find-request.ts';
import type { Spoken } from '../say/verbs.ts';
import type { Ask } from '../say/wish.ts';

/**
 * "re-pin aj-…": the same access to its own end, from the address that its person comes from now. It is a request like any
 * other, so that nothing becomes wider by itself; the old one ends as soon as the new one is asked for.
 */
export async function repin(deps: Deps, said: Said, sentence: Spoken<'repin'>): Promise<void> {
  const found = await findRequest(deps, said.person.id, 're-pin', sentence);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const { request } = found.stored;
  if (!samePerson(said.person, request.requester))
    return refuse(deps, said, 'Only the person who asked can move it to another address.', { request });
  if (request.status !== 'open') {
    const why = `${request.id} ${isNow(request)}; only what is open can be moved to another address.`;
    return refuse(deps, said, why, { request });
  }
  const longer = await extensionOf(deps, request);
  if (longer !== undefined)
    return refuse(deps, said, `${request.id} is extended by ${longer}: write "re-pin ${longer}".`, {
      request,
    });
  return ask(deps, said, askOf(deps, request, sentence));
}

async function extensionOf(deps: Deps, { id, requester }: RequestIn<'open'>): Promise<string | undefined> {
  const own = await deps.store.list({ requester: requester.id, statuses: LIVE, limit: 200 });
  return own.find(({ request }) => request.continues?.id === id && request.status === 'open')?.request.id;
}

function askOf(deps: Deps, request: RequestIn<'open'>, { sources, networks }: Spoken<'repin'>): Ask {
  const open = request.grants.filter(({ state }) => state === 'open');
  const vms = vmsOf(open);
  const isSaid = sources.length + networks.length > 0;
  return {
    ...{ verb: 'open', vms: vms.map(({ name }) => name), ids: vms.map(({ id }) => id) },
    ...{ ports: portsOf(open), sources, networks, until: request.until, replaces: request.id },
    ...(isSaid || !deps.links ? {} : { mine: true as const }),
    ...(request.justification === undefined ? {} : { justification: request.justification }),
    ...(request.ticket === undefined ? {} : { ticket: request.ticket }),
  };
}

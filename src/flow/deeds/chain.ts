import { areLinked } from '../../access/may-step.ts';
import { LIVE, type RequestIn } from '../../access/request.ts';
import type { Step } from '../../access/step.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { advance } from '../step/advance.ts';

/**
 * Whoever closes an access means all of it: what extends it, and what it extends, end with it. Part of closing itself, so
 * that a crash in between is made good by the next look; each one that is closed so ends its own neighbours. Answers whether
 * all of them have ended: until then there must be a next look. None delays another, nor the closing of ports (HOLES H8).
 */
export async function endChain(deps: Deps, closed: RequestIn<'closing'>): Promise<boolean> {
  try {
    const all = await neighbours(deps, closed);
    const ended = await Promise.all(all.map(({ request }) => endNeighbour(deps, request.id, closed)));
    return !ended.includes(false);
  } catch (error) {
    deps.log.error({ request: closed.id, error }, 'what belongs to it could not be found yet');
    return false;
  }
}

async function endNeighbour(deps: Deps, id: string, closed: RequestIn<'closing'>): Promise<boolean> {
  try {
    const outcome = await advance(deps, id, async (stored) => endOf(stored, closed), { app: 'ajar' });
    if (!('refused' in outcome)) return true;
    deps.log.warn({ request: id, refused: outcome.refused }, 'did not end with its neighbour');
    return outcome.stored !== undefined && !LIVE.includes(outcome.stored.request.status);
  } catch (error) {
    deps.log.error({ request: id, error }, 'could not be ended with its neighbour yet');
    return false;
  }
}

function endOf({ request }: Stored, closed: RequestIn<'closing'>): Step {
  const { by } = closed.ending;
  if (request.status === 'pending' || request.status === 'approved')
    return { step: 'lapse', why: `${closed.id}, which it extends, was closed early by ${by.name}.` };
  return { step: 'close', by: { person: by, groups: [], admin: false, onCall: false }, with: closed };
}

async function neighbours(deps: Deps, closed: RequestIn<'closing'>): Promise<readonly Stored[]> {
  const own = await deps.store.list({ requester: closed.requester.id, statuses: LIVE, limit: 500 });
  return own.filter(({ request }) => areLinked(request, closed));
}

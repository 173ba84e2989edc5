import { areLinked } from '../../access/may-step.ts';
import { LIVE, type RequestIn } from '../../access/request.ts';
import type { Step } from '../../access/step.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { advance } from '../step/advance.ts';

/**
 * Whoever closes an access means all of it: what extends it, and what it extends, end with it. Part of closing itself, so
 * that a crash in between is made good by the next look; each one that is closed so ends its own neighbours.
 */
export async function endChain(deps: Deps, closed: RequestIn<'closing'>): Promise<void> {
  try {
    await endNeighbours(deps, closed);
  } catch (error) {
    // Closing itself must not wait for them; the next look comes here again.
    deps.log.error({ request: closed.id, error }, 'what belongs to it could not be ended yet');
  }
}

async function endNeighbours(deps: Deps, closed: RequestIn<'closing'>): Promise<void> {
  for (const { request } of await neighbours(deps, closed)) {
    const outcome = await advance(deps, request.id, async (stored) => endOf(stored, closed), { app: 'ajar' });
    if ('refused' in outcome)
      deps.log.warn({ request: request.id, refused: outcome.refused }, 'did not end with its neighbour');
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

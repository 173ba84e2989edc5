import type { Person } from '../access/person.ts';
import type { Status } from '../access/request.ts';
import type { Stored } from '../ports/store.ts';
import { advance } from './advance.ts';
import type { Deps } from './deps.ts';
import { meant, stepOf } from './step-of.ts';

const LIVE: readonly Status[] = ['pending', 'opening', 'open'];

/** What still extends this request, and what it extends, as far as it is live; without itself. */
async function chainOf(deps: Deps, { request }: Stored): Promise<readonly Stored[]> {
  const own = await deps.store.list({ requester: request.requester.id, statuses: LIVE, limit: 200 });
  const linked = new Set([request.id]);
  for (let grown = 0; grown !== linked.size; ) {
    grown = linked.size;
    for (const { request: each } of [...own].filter(({ request: { id } }) => id !== request.id)) {
      const before = each.continues?.id;
      if (before !== undefined && (linked.has(before) || linked.has(each.id)))
        linked.add(before).add(each.id);
    }
    if (request.continues) linked.add(request.continues.id);
  }
  return own.filter((stored) => stored.request.id !== request.id && linked.has(stored.request.id));
}

/** Whoever closes an access means all of it: its extensions, and what it extends, end with it. */
export async function closeChain(deps: Deps, closed: Stored, person: Person, app: string): Promise<void> {
  for (const stored of await chainOf(deps, closed)) {
    const step = meant('close', stored, person);
    const outcome = await advance(deps, stored.request.id, stepOf(deps, { step, person }), { app });
    if ('refused' in outcome)
      deps.log.warn({ request: stored.request.id, refused: outcome.refused }, 'left open');
  }
}

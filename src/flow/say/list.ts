import { ENDED, UNFINISHED } from '../../access/request.ts';
import type { Card } from '../../ports/card.ts';
import type { Said } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import { factsFor } from '../cards/request-facts.ts';
import type { Deps } from '../deps.ts';
import { MOST_HELD } from '../most-held.ts';
import { rolesOf } from '../step/roles.ts';
import type { Spoken } from './verbs.ts';

/** As many rows as a card takes on a phone. */
const ROWS = 12;

/** One's own requests; everybody's live ones for those who see all. */
export async function list(deps: Deps, said: Said, sentence: Spoken<'list'>): Promise<void> {
  if (sentence.all && !(await rolesOf(deps, said)).seesAll) {
    return refuse(
      deps,
      said,
      'Only auditors, on-call and admins see everybody’s requests. Write "list" for your own.',
    );
  }
  const whose = sentence.all ? {} : { requester: said.person.id };
  // By themselves: however many are newer, nothing that is open is left out.
  const live = await deps.store.list({ ...whose, statuses: UNFINISHED, limit: MOST_HELD });
  const ended = sentence.all ? [] : await deps.store.list({ ...whose, statuses: ENDED, limit: 100 });
  const title = sentence.all ? 'Open and waiting, everybody' : 'Your requests';
  await replyPrivately(deps, said, await listCard(deps, said, title, [...live, ...ended]));
}

/** Live ones first, the newest of each first; how many did not fit is said. */
export async function listCard(
  deps: Deps,
  said: Said,
  title: string,
  found: readonly Stored[],
): Promise<Card> {
  const live = found.filter((stored) => UNFINISHED.includes(stored.request.status));
  const ended = found.filter((stored) => !UNFINISHED.includes(stored.request.status));
  const shown = [...live, ...ended].slice(0, ROWS);
  const place = { ...said.place, privateTo: said.person.id };
  const rows = shown.map(async (stored) => ({
    request: stored.request,
    facts: await factsFor(deps, stored.request, stored.home, place),
  }));
  return { card: 'list', title, rows: await Promise.all(rows), more: found.length - shown.length };
}

import { groupsWithSay } from '../../access/policy/approvals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Deps } from '../deps.ts';
import { peopleOf, roleHolders } from '../step/policy-now.ts';

/** Tells the chat apps whose overview has changed with this request. Losing it loses nothing: an overview is drawn anew when it is opened. */
export async function touch(deps: Deps, request: AccessRequest): Promise<void> {
  const found = await Promise.all([
    peopleOf(deps, groupsWithSay(request)),
    ...(['admins', 'auditors', 'onCall'] as const).map((role) => roleHolders(deps, role)),
  ]);
  const { requester, askedBy = requester } = request;
  const people = [requester, askedBy, ...found.flat()].map(({ id }) => id);
  for (const chat of deps.chats.values()) chat.stale?.([...new Set(people)]);
}

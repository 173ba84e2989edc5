import { approversOf } from '../../access/policy/policy.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Deps } from '../deps.ts';

/** Tells the chat apps whose overview has changed with this request. Losing it loses nothing: an overview is drawn anew when it is opened. */
export function touch(deps: Deps, request: AccessRequest): void {
  const { admins, auditors, onCall } = deps.policy();
  const approvers = approversOf(deps.policy(), request.verdict, request.requester.id);
  const people = [request.requester, ...approvers, ...admins, ...auditors, ...onCall].map(({ id }) => id);
  for (const chat of deps.chats.values()) chat.stale?.([...new Set(people)]);
}

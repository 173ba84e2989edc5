import { samePerson } from '../../access/person.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { RequestFacts, RequestRow } from '../../ports/card.ts';
import type { Place, Viewer } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { entitle } from '../step/entitle.ts';
import { factsFor } from './request-facts.ts';

/** A request as one reader may use it: of what can be done with it, what they may do. Rights are looked up again at the click. */
export async function rowFor(
  deps: Deps,
  { request, home }: Stored,
  viewer: Viewer,
  place: Place,
): Promise<RequestRow> {
  const facts = await factsFor(deps, request, home, { ...place, privateTo: viewer.person.id });
  return { request, facts: { ...facts, can: await rightsOf(deps, request, viewer, facts.can) } };
}

async function rightsOf(
  deps: Deps,
  request: AccessRequest,
  viewer: Viewer,
  can: RequestFacts['can'],
): Promise<RequestFacts['can']> {
  const own = samePerson(viewer.person, request.requester);
  return {
    approve: can.approve && (await mayApprove(deps, request, viewer)),
    cancel: can.cancel && own,
    extend: can.extend && own,
    close: can.close && (own || (await mayClose(deps, request, viewer))),
    again: can.again && own,
  };
}

/** Whether a click on Approve by this reader would count now; what cannot be told is no. */
export async function mayApprove(deps: Deps, request: AccessRequest, viewer: Viewer): Promise<boolean> {
  const { status, requester, approvals, terms } = request;
  if (status !== 'pending' || samePerson(viewer.person, requester)) return false;
  if (approvals.some((given) => samePerson(given.by, viewer.person) && given.terms === terms)) return false;
  const by = await entitle(deps, viewer, request);
  return !('refused' in by) && by.groups.length > 0;
}

async function mayClose(deps: Deps, request: AccessRequest, viewer: Viewer): Promise<boolean> {
  const by = await entitle(deps, viewer, request, 'close');
  return !('refused' in by) && (by.groups.length > 0 || by.admin || by.onCall);
}

import { samePerson } from '../../access/person.ts';
import { counting, groupsWithSay, wouldCount } from '../../access/policy/approvals.ts';
import { type AccessRequest, isOf } from '../../access/request.ts';
import type { RequestFacts, RequestRow } from '../../ports/card.ts';
import type { Place, Viewer } from '../../ports/chat.ts';
import type { Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { entitle } from '../step/entitle.ts';
import { factsFor } from './request-facts.ts';

/**
 * A request as one reader may use it: of what can be done with it, what they may do. Rights are looked up again at the click.
 * `approves` where it was looked up already that they may.
 */
export async function rowFor(
  deps: Deps,
  { request, home }: Stored,
  viewer: Viewer,
  place: Place,
  approves?: true,
): Promise<RequestRow> {
  const facts = await factsFor(deps, request, home, { ...place, privateTo: viewer.person.id });
  return { request, facts: { ...facts, can: await rightsOf(deps, request, viewer, facts.can, approves) } };
}

async function rightsOf(
  deps: Deps,
  request: AccessRequest,
  viewer: Viewer,
  can: RequestFacts['can'],
  approves?: true,
): Promise<RequestFacts['can']> {
  const own = isOf(request, viewer.person);
  const isRequester = samePerson(viewer.person, request.requester);
  return {
    approve: can.approve && (approves ?? (await mayApprove(deps, request, viewer))),
    cancel: can.cancel && own,
    takeBack: can.takeBack === true && !own && (await mayTakeBack(deps, request, viewer)),
    extend: can.extend && isRequester,
    close: can.close && (own || (await mayClose(deps, request, viewer))),
    again: can.again && isRequester,
  };
}

/** Whether a click on Approve by this reader would count now; what cannot be told is no. */
const mayApprove = async (deps: Deps, request: AccessRequest, viewer: Viewer): Promise<boolean> =>
  waitsFor(request, viewer) && (await isApprover(deps, request, viewer));

/** Whether somebody other than those whose it is is asked, and this reader has not answered yet. */
const waitsFor = (request: AccessRequest, { person }: Viewer): boolean =>
  request.status === 'pending' &&
  !isOf(request, person) &&
  !counting(request).some(({ by }) => samePerson(by, person));

/** Whether they are one of those who are asked now: of another stage than the present one, nobody is. */
async function isApprover(deps: Deps, request: AccessRequest, viewer: Viewer): Promise<boolean> {
  const by = await entitle(deps, viewer, request);
  if ('refused' in by) return false;
  return wouldCount(request, viewer.person, by.groups, deps.clock.now());
}

/** Those that this reader may approve now; requests that ask the same groups are one look-up. */
export async function waitingFor(
  deps: Deps,
  pending: readonly Stored[],
  viewer: Viewer,
): Promise<readonly Stored[]> {
  const answers = new Map<string, ReturnType<typeof entitle>>();
  const answerOn = async (request: AccessRequest): Promise<boolean> => {
    const groups = groupsWithSay(request).join();
    const answer = answers.get(groups) ?? entitle(deps, viewer, request);
    answers.set(groups, answer);
    const by = await answer;
    return !('refused' in by) && wouldCount(request, viewer.person, by.groups, deps.clock.now());
  };
  const open = pending.filter(({ request }) => waitsFor(request, viewer));
  const may = await Promise.all(open.map(({ request }) => answerOn(request)));
  return open.filter((_, index) => may[index]);
}

async function mayTakeBack(deps: Deps, request: AccessRequest, viewer: Viewer): Promise<boolean> {
  const by = await entitle(deps, viewer, request, 'deny');
  return !('refused' in by) && (by.groups.length > 0 || by.admin);
}

async function mayClose(deps: Deps, request: AccessRequest, viewer: Viewer): Promise<boolean> {
  const by = await entitle(deps, viewer, request, 'close');
  return !('refused' in by) && (by.groups.length > 0 || by.admin || by.onCall);
}

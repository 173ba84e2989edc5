import { AJAR, type Person } from '../../access/person.ts';
import { groupsWithSay } from '../../access/policy/approvals.ts';
import { conversationsOf } from '../../access/policy/routes.ts';
import type { AccessRequest, Status } from '../../access/request.ts';
import type { Place } from '../../ports/chat.ts';
import type { Copy, Home, NewCopy, Stored } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { toNotify } from '../step/policy-now.ts';
import { alarmsFor, orAdmins, peopleOfAlarm } from './alarms.ts';
import { type Asking, askingOf, askingsOf } from './askings.ts';
import { at, named, personalPlace, UNNAMED } from './places.ts';

/**
 * The cards that must exist in this state, each in its own slot. Saved with the step itself, so that a crash leaves
 * them to be drawn; a place that is only named (a person, a route) is found out when it is drawn.
 */
export async function copiesFor(deps: Deps, request: AccessRequest, home: Home): Promise<readonly NewCopy[]> {
  const own: NewCopy[] = [{ slot: 'request', card: 'request', place: home.place }];
  const requester = personalPlace(home.place.app, request.requester.id);
  // Whoever it is for hears of it, wherever it was asked.
  if (request.askedBy) own.push({ slot: 'request for them', card: 'request', place: requester });
  if (request.status === 'open') own.push({ slot: 'connect', card: 'connect', place: requester });
  if (request.status === 'open' && request.warnedAt)
    own.push({ slot: 'warning', card: 'warning', place: requester });
  const told = CONCERNS_ON_CALL.includes(request.status) ? await tellPlaces(deps, request) : [];
  return [
    ...own,
    ...(request.status === 'pending' ? await askCopies(deps, request) : []),
    ...told.map((place) => at('notice', place)),
    ...(await alarmsFor(deps, request, requester, told)),
    ...undone(request, requester),
  ];
}

/**
 * What was approved and will not be opened after all is a message of its own: to whoever counts on it, and to those who let it
 * be. Nobody is told of what they did themselves.
 */
function undone(request: AccessRequest, requester: Place): readonly NewCopy[] {
  if ((request.status !== 'lapsed' && request.status !== 'denied') || !request.approvedAt) return [];
  const by = request.status === 'denied' ? request.by.id : undefined;
  const givers = request.approvals.filter(({ by: giver }) => giver.id !== by && giver.id !== AJAR.id);
  const told = givers.map(({ by: giver }) => at('approval', personalPlace('', giver.id)));
  return [at('request', requester), ...told].map((copy) => ({ ...copy, slot: `undone ${copy.slot}` }));
}

/** Where drift of an access is told: to its requester, and where the rule tells; to the admins where that can name nobody. */
export const alarmPlaces = async (deps: Deps, { request, home }: Stored): Promise<readonly Place[]> => [
  personalPlace(home.place.app, request.requester.id),
  ...(await orAdmins(deps, await tellPlaces(deps, request))),
];

/** On-call hears of what was let through, not of what was only asked for. */
const CONCERNS_ON_CALL: readonly Status[] = ['approved', 'opening', 'open', 'closing', 'closed'];

/** Approvers' places; a request that the policy approves by itself asks nobody. */
async function askCopies(deps: Deps, request: AccessRequest): Promise<readonly NewCopy[]> {
  const asked = askingsOf(request).map(async (asking) => {
    const places = await placesOf(deps, request, asking.groups, asking.routes);
    return places.map((place) => at('approval', place, asking.slots));
  });
  return (await Promise.all(asked)).flat();
}

/** One card for each person of an asking, in private. */
export const directCopies = async (
  deps: Deps,
  request: AccessRequest,
  { groups, slots }: Asking,
): Promise<readonly NewCopy[]> =>
  (await inPrivate(deps, request, groups)).map((place) => at('approval', place, slots));

/** Whoever has a say in it, and whoever else a rule names. */
const tellPlaces = (deps: Deps, request: AccessRequest): Promise<readonly Place[]> =>
  placesOf(deps, asBefore(request), groupsWithSay(request), request.verdict.routes.tell);

/** Whoever has approved hears of it like the others. */
const asBefore = (request: AccessRequest): AccessRequest => ({ ...request, approvals: [] });

const whoHasSay = (deps: Deps, request: AccessRequest): Promise<readonly Person[] | undefined> =>
  toNotify(deps, asBefore(request), groupsWithSay(request));

/** The people of a copy that is for those whom nobody could name: none where it is over, undefined while nobody can. */
export async function peopleOfCopy(
  deps: Deps,
  request: AccessRequest,
  { card, slot }: Copy,
): Promise<readonly Person[] | undefined> {
  if (card === 'alert') return peopleOfAlarm(deps, request, () => whoHasSay(deps, request));
  if (card !== 'approval') return whoHasSay(deps, request);
  const asking = askingOf(request, slot);
  return asking ? toNotify(deps, request, asking.groups) : [];
}

/** Where routes lead to, for the people of these groups. */
async function placesOf(
  deps: Deps,
  request: AccessRequest,
  groups: readonly string[],
  routes: readonly string[],
): Promise<readonly Place[]> {
  const people = routes.includes('direct') ? await inPrivate(deps, request, groups) : [];
  return conversationsOf(routes).flatMap((route) => (route === 'direct' ? people : [named(route)]));
}

/** Each of them; where the directory cannot say who they are, a place that is found out later. */
const inPrivate = async (
  deps: Deps,
  request: AccessRequest,
  groups: readonly string[],
): Promise<readonly Place[]> =>
  (await toNotify(deps, request, groups))?.map((person) => personalPlace('', person.id)) ?? [UNNAMED];

const DRAWN_ANEW = ['request', 'approval', 'notice', 'connect', 'warning'] as const;

/** The card of a copy, where its request can be drawn on it for whoever looks: an alarm says one thing once. */
export const cardOf = (copy: Copy): (typeof DRAWN_ANEW)[number] | undefined =>
  DRAWN_ANEW.find((card) => card === copy.card);

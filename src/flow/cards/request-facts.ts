import type { Person } from '../../access/person.ts';
import { groupsAskedNow, missingOf, unmetNeeds } from '../../access/policy/approvals.ts';
import { type AccessRequest, isEnded } from '../../access/request.ts';
import { HOUR_MS } from '../../access/unit-ms.ts';
import type { RequestFacts } from '../../ports/card.ts';
import type { Place } from '../../ports/chat.ts';
import type { Home } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { approversNow } from '../step/policy-now.ts';
import { askedWhole } from './mentions.ts';
import { needFacts, partsOffered } from './need-facts.ts';
import { toPing } from './ping.ts';
import { knownVms, remarksOn } from './remarks.ts';
import { zoneOf } from './zone.ts';

/** More names than this are a number on a card. */
const NAMED_APPROVERS = 8;

const EXTEND_BY_MS = [HOUR_MS / 2, HOUR_MS, 2 * HOUR_MS] as const;
const LESS_MS = [0.25, 0.5, 1, 2, 4, 8].map((hours) => hours * HOUR_MS);
const MOST_LESS = 4;

/** What the cards may show of a request beyond itself, for the reader of this place. `groups`: whom this card asks, where not all. */
export async function factsFor(
  deps: Deps,
  request: AccessRequest,
  home: Home,
  place: Place,
  groups?: readonly string[],
): Promise<RequestFacts> {
  const approvers = await approversNow(deps, request);
  return {
    now: deps.clock.now(),
    zone: await zoneOf(deps, place, home),
    approvers: approvers.slice(0, NAMED_APPROVERS),
    moreApprovers: Math.max(0, approvers.length - NAMED_APPROVERS),
    missing: unmetNeeds(request).reduce((sum, need) => sum + missingOf(need), 0),
    ...(await needFacts(deps, request)),
    remarks: await remarksOn(deps, request),
    can: {
      approve: request.status === 'pending',
      cancel: request.status === 'pending' || request.status === 'approved',
      takeBack: request.status === 'approved',
      extend: request.status === 'open' && extensions(deps, request).length > 0,
      close: request.status === 'open' || request.status === 'opening',
      again: isEnded(request),
    },
    extendBy: extensions(deps, request),
    approveFor: shorterThan(request),
    approveOnly: partsOffered(request),
    tags: await tagsOf(deps, request),
    ping:
      request.status === 'pending'
        ? await toPing(deps, request.id, await pinged(deps, request, place, groups), place.app)
        : [],
  };
}

/** Whom a card asks one by one, less who is quiet. */
async function pinged(
  deps: Deps,
  request: AccessRequest,
  place: Place,
  groups: readonly string[] = groupsAskedNow(request),
): Promise<readonly Person[]> {
  const { people } = await askedWhole(deps, request, groups, place);
  return people.slice(0, NAMED_APPROVERS);
}

/** What "approve for less time" offers: a few usual lengths below what is asked for. */
const shorterThan = ({ status, durationMs }: AccessRequest): readonly number[] =>
  status === 'pending' ? LESS_MS.filter((ms) => ms < durationMs).slice(-MOST_LESS) : [];

/** Of the VMs as the inventory has them now; where it cannot be read there is nothing to tell. */
async function tagsOf(deps: Deps, request: AccessRequest): Promise<readonly string[]> {
  if (request.status !== 'pending') return [];
  const vms = await knownVms(deps, request);
  return [
    ...new Set(vms.flatMap(({ tags }) => Object.entries(tags).map(([key, value]) => `${key}=${value}`))),
  ];
}

/** The extensions that the cap of the whole chain leaves room for. */
function extensions(deps: Deps, request: AccessRequest): readonly number[] {
  if (request.status !== 'open') return [];
  const start = request.continues?.chainStart ?? request.openedAt;
  const used = Math.max(request.until.getTime(), deps.clock.now().getTime()) - start.getTime();
  return EXTEND_BY_MS.filter((ms) => used + ms <= request.verdict.maxDurationMs);
}

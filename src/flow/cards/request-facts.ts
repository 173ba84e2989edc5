import { mayBeOpen } from '../../access/grant.ts';
import { samePerson } from '../../access/person.ts';
import { approversOf, type Policy, sourceName, unmet } from '../../access/policy/policy.ts';
import { formatPort } from '../../access/port.ts';
import { readRange, within } from '../../access/range.ts';
import type { AccessRequest, Status } from '../../access/request.ts';
import type { RequestFacts } from '../../ports/card.ts';
import type { Place } from '../../ports/chat.ts';
import type { Home } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';
import { zoneOf } from './zone.ts';

/** More names than this are a number on a card. */
const NAMED_APPROVERS = 8;

const HOUR_MS = 3_600_000;
const EXTEND_BY_MS = [HOUR_MS / 2, HOUR_MS, 2 * HOUR_MS] as const;

/** What the cards may show of a request beyond itself, for the reader of this place. */
export async function factsFor(
  deps: Deps,
  request: AccessRequest,
  home: Home,
  place: Place,
): Promise<RequestFacts> {
  const approvers = approversOf(deps.policy(), request.verdict, request.requester.id);
  const missing = unmet(request.verdict, request.approvals, request.terms);
  return {
    now: deps.clock.now(),
    zone: await zoneOf(deps, place, home),
    approvers: approvers.slice(0, NAMED_APPROVERS),
    moreApprovers: Math.max(0, approvers.length - NAMED_APPROVERS),
    missing: missing.reduce((sum, requirement) => sum + requirement.count, 0),
    remarks: [
      ...(await unseen(deps, request)),
      ...sharedSources(deps, request),
      ...(await othersNow(deps, request)),
    ],
    can: {
      approve: request.status === 'pending',
      cancel: request.status === 'pending',
      extend: request.status === 'open' && extensions(deps, request).length > 0,
      close: request.status === 'open' || request.status === 'opening',
    },
    extendBy: extensions(deps, request),
  };
}

/** The extensions that the cap of the whole chain leaves room for. */
function extensions(deps: Deps, request: AccessRequest): readonly number[] {
  if (request.status !== 'open') return [];
  const start = request.continues?.chainStart ?? request.openedAt;
  const used = Math.max(request.until.getTime(), deps.clock.now().getTime()) - start.getTime();
  return EXTEND_BY_MS.filter((ms) => used + ms <= request.verdict.maxDurationMs);
}

/** A request that some of its approvers could not be shown says so to everybody who looks at it. */
async function unseen(deps: Deps, request: AccessRequest): Promise<readonly string[]> {
  if (request.status !== 'pending') return [];
  const lost = (await deps.store.copies(request.id)).filter(
    (copy) => copy.card === 'approval' && copy.lost !== undefined,
  );
  return lost.map((copy) => `Could not be shown in ${nameOf(deps, copy.place)}.`);
}

const nameOf = (deps: Deps, place: Place): string => {
  const everyone = Object.values(deps.policy().groups).flat();
  const person = everyone.find((each) => each.id === place.privateTo);
  return person ? `${person.name}'s private chat` : (place.privateTo ?? `${place.app}:${place.conversation}`);
};

/** Where the port opens to more people than the one who asked: their source is a network that the policy calls shared, or in it. */
function sharedSources(deps: Deps, request: AccessRequest): readonly string[] {
  if (!MATTERS_WHERE_FROM.includes(request.status)) return [];
  const policy = deps.policy();
  const sentences = request.grants.flatMap(({ source }) => {
    const network = sharedNetwork(policy, source);
    if (network === undefined) return [];
    const which =
      sourceName(policy, source) === network ? 'The source is' : `${source.replace(/\/(32|128)$/, '')} is in`;
    return [`${which} ${network}, shared with others.`];
  });
  return [...new Set(sentences)];
}

const MATTERS_WHERE_FROM: readonly Status[] = ['pending', 'opening', 'open'];

function sharedNetwork({ networks }: Policy, source: string): string | undefined {
  const from = readRange(source);
  const holds = (cidr: string): boolean => {
    const range = readRange(cidr);
    return from !== undefined && range !== undefined && within(from, range);
  };
  return Object.keys(networks).find((name) => networks[name]?.shared && networks[name].cidrs.some(holds));
}

/** Who else may have the same ports open on the same VMs now: with Defender a newer request may end theirs. */
async function othersNow(deps: Deps, request: AccessRequest): Promise<readonly string[]> {
  if (request.status !== 'pending' && request.status !== 'open') return [];
  const targets = new Set(request.grants.map((grant) => grant.target));
  const others = await Promise.all([...targets].map((target) => deps.store.holders(target, request.id)));
  const ids = new Set(others.flat().map((holder) => holder.request));
  const found = await Promise.all([...ids].map((id) => deps.store.find(id)));
  return found.flatMap((stored) =>
    stored && !samePerson(stored.request.requester, request.requester)
      ? [sentenceOf(stored.request, targets)]
      : [],
  );
}

function sentenceOf(other: AccessRequest, targets: ReadonlySet<string>): string {
  const shared = other.grants.filter((grant) => mayBeOpen(grant) && targets.has(grant.target));
  const what = shared.map((grant) => `${formatPort(grant.opens)} on ${grant.vm.name}`).join(', ');
  return `${other.requester.name} has ${what || 'the same port'} open too (${other.id}).`;
}

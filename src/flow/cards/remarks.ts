import { saySource } from '../../access/address.ts';
import { type Grant, mayBeOpen, sharesRule, sourcesOf, vmsOf } from '../../access/grant.ts';
import { samePerson } from '../../access/person.ts';
import { type Policy, sourceName } from '../../access/policy/policy.ts';
import { formatPort } from '../../access/port.ts';
import { readRange, within } from '../../access/range.ts';
import type { AccessRequest, Status } from '../../access/request.ts';
import type { Vm } from '../../access/vm.ts';
import type { Deps } from '../deps.ts';
import { vmsNow } from '../vms-now.ts';
import { lookalikes } from './lookalikes.ts';
import { placeNames } from './place-names.ts';

/** What somebody who answers for it should know beside the wish itself, each as a sentence. */
export const remarksOn = async (deps: Deps, request: AccessRequest): Promise<readonly string[]> => [
  ...byGlass(request),
  ...asked(request),
  ...byAddress(request),
  ...(await unseen(deps, request)),
  ...(await lookalikes(deps, request)),
  ...(await unusual(deps, request)),
  ...whereFrom(request),
  ...sharedSources(deps, request),
  ...(await othersNow(deps, request)),
];

const asked = ({ askedBy, requester }: AccessRequest): readonly string[] =>
  askedBy ? [`${askedBy.name} asked for it, for ${requester.name}; neither of them can approve it.`] : [];

const byAddress = ({ status, byAddress: isSo, requester }: AccessRequest): readonly string[] =>
  isSo && status === 'pending'
    ? [`${requester.name} is known by an address alone: the account that asked is not linked to them.`]
    : [];

const byGlass = ({ breakGlass, verdict: { review } }: AccessRequest): readonly string[] =>
  breakGlass
    ? [`By break-glass: nobody approved it, and somebody of ${review?.group} looks at it afterwards.`]
    : [];

/** How many earlier ones are looked through: it is done for every card that is drawn. */
const LOOKED_BACK = 100;
const ONCE_OPEN: readonly Status[] = ['open', 'closing', 'closed'];

/** What is not as it was the last times: the first time on a VM, an address never used before, a VM that is stopped. */
async function unusual(deps: Deps, request: AccessRequest): Promise<readonly string[]> {
  if (request.status !== 'pending') return [];
  const { id: requester, name: who } = request.requester;
  const own = await deps.store.list({ requester, statuses: ONCE_OPEN, limit: LOOKED_BACK });
  const before = own.filter((stored) => wasOpen(stored.request));
  const used = before.flatMap((stored) => stored.request.grants);
  const newVms = vmsOf(request.grants).filter(({ id }) => !used.some(({ vm }) => vm.id === id));
  const newSources = sourcesOf(request.grants).filter(
    (source) =>
      sourceName(deps.policy(), source) === undefined && !used.some((grant) => grant.source === source),
  );
  const stopped = (await knownVms(deps, request)).filter(({ power }) => power === 'stopped');
  return [
    ...newVms.map(({ name }) => `It is ${who}'s first time on ${name}.`),
    ...(used.length > 0
      ? newSources.map((source) => `${saySource(source)} is a new address of theirs.`)
      : []),
    ...stopped.map(({ name }) => `${name} is stopped.`),
  ];
}

const wasOpen = (request: AccessRequest): boolean => 'openedAt' in request && request.openedAt !== undefined;

/** The VMs of a request as the inventory knows them; where it cannot be read, none. */
export async function knownVms(deps: Deps, request: AccessRequest): Promise<readonly Vm[]> {
  const now = await vmsNow(deps);
  const ids = new Set(request.grants.map(({ vm }) => vm.id));
  return 'vms' in now ? now.vms.filter(({ id }) => ids.has(id)) : [];
}

/** A request that some of its approvers could not be shown says so to everybody who looks at it. */
async function unseen(deps: Deps, request: AccessRequest): Promise<readonly string[]> {
  if (request.status !== 'pending') return [];
  const lost = (await deps.store.copies(request.id)).filter(
    (copy) => copy.card === 'approval' && copy.lost !== undefined,
  );
  const places = lost.map(({ place }) => place);
  return placeNames(deps, places).map((name) => `Could not be shown in ${name}.`);
}

/** What is known of the source beside that somebody wrote it. */
function whereFrom({ status, proven, replaces }: AccessRequest): readonly string[] {
  if (!MATTERS_WHERE_FROM.includes(status)) return [];
  return [
    ...(proven === undefined
      ? []
      : [`Ajar saw a connection from ${saySource(proven)} itself; it was not typed.`]),
    ...(replaces === undefined ? [] : [`It takes the place of ${replaces}, which is for another address.`]),
  ];
}

/** Where the port opens to more people than the one who asked: their source is a network that the policy calls shared, or in it. */
function sharedSources(deps: Deps, request: AccessRequest): readonly string[] {
  if (!MATTERS_WHERE_FROM.includes(request.status)) return [];
  const policy = deps.policy();
  const sentences = request.grants.flatMap(({ source }) => {
    const network = sharedNetwork(policy, source);
    if (network === undefined) return [];
    const which = sourceName(policy, source) === network ? 'The source is' : `${saySource(source)} is in`;
    return [`${which} ${network}, shared with others.`];
  });
  return [...new Set(sentences)];
}

const MATTERS_WHERE_FROM: readonly Status[] = ['pending', 'approved', 'opening', 'open'];

function sharedNetwork({ networks }: Policy, source: string): string | undefined {
  const from = readRange(source);
  const holds = (cidr: string): boolean => {
    const range = readRange(cidr);
    return from !== undefined && range !== undefined && within(from, range);
  };
  return Object.keys(networks).find((name) => networks[name]?.shared && networks[name].cidrs.some(holds));
}

/** Who else may hold its targets, where its cards say so; as a text to compare. */
export const holdersBeside = async (deps: Deps, request: AccessRequest): Promise<string> =>
  (await idsBeside(deps, request)).toSorted().join(' ');

async function idsBeside({ store }: Deps, { id, status, grants }: AccessRequest): Promise<readonly string[]> {
  if (status !== 'pending' && status !== 'open') return [];
  const targets = [...new Set(grants.map(({ target }) => target))];
  const others = await Promise.all(targets.map((target) => store.holders(target, id)));
  return [...new Set(others.flat().map(({ request }) => request))];
}

/** Who else may have the same ports open on the same VMs now: with Defender a newer request may end theirs. */
async function othersNow(deps: Deps, request: AccessRequest): Promise<readonly string[]> {
  const targets = new Set(request.grants.map((grant) => grant.target));
  const found = await Promise.all((await idsBeside(deps, request)).map((id) => deps.store.find(id)));
  return found.flatMap((stored) =>
    stored && !samePerson(stored.request.requester, request.requester)
      ? [sentenceOf(request, stored.request, targets)]
      : [],
  );
}

function sentenceOf(own: AccessRequest, other: AccessRequest, targets: ReadonlySet<string>): string {
  const shared = other.grants.filter((grant) => mayBeOpen(grant) && targets.has(grant.target));
  const what = shared.map((grant) => `${formatPort(grant.opens)} on ${grant.vm.name}`).join(', ');
  return `${other.requester.name} has ${what || 'the same port'} open too (${other.id}).${mayCut(own, shared) ? MAY_CUT : ''}`;
}

/** Nobody knows whether Azure keeps a rule for another source of a port when that is opened anew: it is said before. */
const MAY_CUT = ' Azure may close theirs when this one opens; they are told if it does.';

const mayCut = ({ status, grants }: AccessRequest, theirs: readonly Grant[]): boolean =>
  status === 'pending' &&
  theirs.some(
    (grant) =>
      sharesRule(grant) &&
      grants.some(({ target, source }) => target === grant.target && source !== grant.source),
  );

import type { Grant, ProviderName } from '../../access/grant.ts';
import { type Person, samePerson } from '../../access/person.ts';
import { denies, judge } from '../../access/policy/judge.ts';
import type { Port } from '../../access/port.ts';
import type { AccessRequest, Continuation } from '../../access/request.ts';
import { startOf } from '../../access/span.ts';
import type { Judgement, Verdict } from '../../access/verdict.ts';
import type { Vm } from '../../access/vm.ts';
import type { Provider } from '../../ports/provider.ts';
import { Conflict, type Stored } from '../../ports/store.ts';
import { copiesFor } from '../cards/copies.ts';
import { touch } from '../cards/stale.ts';
import { zoneOf } from '../cards/zone.ts';
import { dueAfter } from '../deeds/due.ts';
import type { Deps } from '../deps.ts';
import { tooMany } from '../hold/too-many.ts';
import { later } from '../later.ts';
import { rememberAddresses } from '../say/addresses.ts';
import type { Asking } from '../say/verbs.ts';
import type { FullWish } from '../say/wish.ts';
import { endReplaced, mayNotReplace } from '../source/replace.ts';
import { unmetCheck } from './checks.ts';
import { eventOf, planOf } from './event.ts';
import { onlyWatching, watchedVms } from './only-watching.ts';
import { policyOn } from './policy-now.ts';
import { onlyAsks } from './roles.ts';
import { withLearntRoutes } from './routes.ts';

/** Tries for an id that nobody has: one in a thousand million is taken at a million requests. */
const ID_TRIES = 5;

/** A refused wish with the rules that said so, for the audit log. */
export type Placed =
  | { readonly stored: Stored }
  | {
      readonly refused: string;
      readonly rules: readonly string[];
      readonly policy: string;
      /** Ports that nothing opens, where that is all that stands in the way: an admin may put them under JIT. */
      readonly unserved?: readonly Unserved[];
    };

export interface Unserved {
  readonly vm: Vm;
  readonly ports: readonly Port[];
}

/** What an extension adds to a wish: what it continues, and which of the crossed (VM, port, source) are meant. */
export interface Extension {
  readonly continues: Continuation;
  readonly grants: readonly Grant[];
}

/** What every approval card shows in full: nobody approves what they cannot see. */
const MOST_VMS = 20;
const MOST_PORTS = 12;
const TOO_MUCH = `One request takes at most ${MOST_VMS} VMs and ${MOST_PORTS} ports, so that its approvers see all of them. Ask in parts.`;

/** Judges a complete wish, plans its grants and saves the request; its cards are drawn from what is saved. */
export async function place(
  deps: Deps,
  said: Asking,
  wish: FullWish,
  extension?: Extension,
): Promise<Placed> {
  const weighed = await weigh(deps, said, wish, extension);
  if ('refused' in weighed) return weighed;
  const stored = await create(deps, said, requestOf(deps, said, wish, weighed, extension?.continues));
  // An address that somebody else wrote is none of theirs to be offered.
  if (!weighed.askedBy) await rememberAddresses(deps, said.person.id, wish.sources);
  await endReplaced(deps, stored.request);
  return { stored };
}

/** What a wish would come to, if it were placed now. */
export interface Weighed {
  readonly verdict: Verdict;
  readonly grants: readonly Grant[];
  readonly now: Date;
  /** Set where it is for somebody else. */
  readonly askedBy?: Person;
}

/** The policy's word on a complete wish, and the grants that it takes; nothing is saved. */
export async function weigh(
  deps: Deps,
  said: Asking,
  wish: FullWish,
  extension?: Extension,
): Promise<Weighed | Extract<Placed, { refused: string }>> {
  const now = deps.clock.now();
  const continues = extension?.continues;
  const kept =
    wish.replaces === undefined ? undefined : await mayNotReplace(deps, said.person, wish.replaces);
  if (kept !== undefined) return { refused: kept, rules: [], policy: deps.policy().hash };
  const chain = continues
    ? { chainMs: chainMs(wish, continues, now), extension: continues.count, met: continues.met ?? [] }
    : {};
  const { startsAt } = wish;
  if (startsAt && startsAt <= now) return { refused: PAST, rules: [], policy: deps.policy().hash };
  const at = startOf({ ...(continues && { continues }), ...(startsAt && { startsAt }) }, now);
  const ahead = startsAt ? { aheadMs: startsAt.getTime() - now.getTime() } : {};
  const { requester = said.person, ...rest } = wish;
  const other = samePerson(requester, said.person) ? {} : { askedBy: said.person.id };
  const asked = { ...rest, requester: requester.id, ...other, ...chain, at, ...ahead };
  const policy = await policyOn(deps, asked);
  if ('refused' in policy) return { ...policy, rules: [], policy: deps.policy().hash };
  const judgement = judge(policy, asked);
  const no = rulesOf(judgement);
  const watched = watchedVms(deps, wish.vms);
  if (watched.length > 0) return { ...no, refused: onlyWatching(deps, watched, judgement) };
  if (!judgement.allowed) return judgement;
  // An address is enough to ask, and where nobody is asked it would be enough to get in (HOLES H3).
  if (said.askOnly && wish.requester)
    return { ...no, refused: onlyAsks('ask for somebody else', said.askOnly) };
  if (said.askOnly && judgement.verdict.requirements.length === 0)
    return { ...no, refused: onlyAsks('open what needs no approval', said.askOnly) };
  if (wish.vms.length > MOST_VMS || wish.ports.length > MOST_PORTS) return { ...no, refused: TOO_MUCH };
  // Nobody is held back in an emergency: everybody hears of it.
  const held = extension || wish.breakGlass ? undefined : await tooMany(deps, said, wish.vms, requester);
  if (held !== undefined) return { ...no, refused: held };
  const planned = planGrants(deps, wish, continues, now);
  if ('refused' in planned) return { ...no, refused: planned.refused, unserved: unservedOf(deps, wish) };
  const grants = numbered(planned.grants.filter((grant) => !extension || isMeant(grant, extension.grants)));
  const denied = denies(policy, { ...asked, ports: grants.map((grant) => grant.opens) });
  if (denied !== undefined) return { ...no, refused: denied };
  const unmet = await unmetCheck(deps, judgement.verdict, asked);
  if (unmet) return { ...no, refused: unmet.refused };
  return {
    verdict: await withLearntRoutes(deps, judgement.verdict),
    grants,
    now,
    ...(other.askedBy === undefined ? {} : { askedBy: said.person }),
  };
}

const PAST = 'The start that was asked for has passed. Ask again, without a start to open at once.';

const rulesOf = (judgement: Judgement): Pick<Verdict, 'rules' | 'policy'> => {
  const { rules, policy } = judgement.allowed ? judgement.verdict : judgement;
  return { rules, policy };
};

type Planned = Omit<Grant, 'key'>;

const isMeant = (planned: Planned, grants: readonly Grant[]): boolean =>
  grants.some(
    ({ vm, port, source }) =>
      vm.id === planned.vm.id && port.number === planned.port.number && source === planned.source,
  );

const numbered = (planned: readonly Planned[]): readonly Grant[] =>
  planned.map((grant, index) => ({ ...grant, key: `g${index + 1}` }));

const chainMs = (wish: FullWish, continues: Continuation, now: Date): number =>
  Math.max(now.getTime(), continues.from.getTime()) + wish.durationMs - continues.chainStart.getTime();

function planGrants(
  deps: Deps,
  wish: FullWish,
  continues: Continuation | undefined,
  now: Date,
): { readonly grants: readonly Planned[] } | { readonly refused: string } {
  const untilMs = Math.max(0, (continues?.from.getTime() ?? 0) - now.getTime()) + wish.durationMs;
  const plans = wish.vms.flatMap((vm) =>
    [...Map.groupBy(wish.ports, (port) => providerOf(deps, vm, port, wish.sources))].map(
      ([provider, ports]) => provider.plan(vm, ports, wish.sources, untilMs),
    ),
  );
  const refused = plans.flatMap((plan) => ('refused' in plan ? [plan.refused] : []));
  if (refused.length > 0) return { refused: [...new Set(refused)].join(' ') };
  return { grants: plans.flatMap((plan) => ('grants' in plan ? plan.grants : [])) };
}

/** Who opens a port of a VM: Defender where a JIT policy keeps it, else what may. Nobody's is Defender's to refuse. */
const providerOf = (deps: Deps, vm: Vm, port: Port, sources: readonly string[]): Provider =>
  servingOf(deps, vm, port, sources) ?? deps.providers.defender;

/** A firewall before a security group: a rule in the group alone lets nobody through the firewall. */
const IN_ORDER: readonly ProviderName[] = ['defender', 'azure-firewall', 'nsg'];

const servingOf = (
  { providers }: Deps,
  vm: Vm,
  port: Port,
  sources: readonly string[],
): Provider | undefined =>
  IN_ORDER.map((name) => providers[name]).find((provider) => provider.serves(vm, port, sources));

const unservedOf = (deps: Deps, { vms, ports, sources }: FullWish): readonly Unserved[] =>
  vms
    .map((vm) => ({
      vm,
      ports: ports.filter((port) => servingOf(deps, vm, port, sources) === undefined),
    }))
    .filter((each) => each.ports.length > 0);

function requestOf(
  deps: Deps,
  said: Asking,
  wish: FullWish,
  { verdict, grants, now, askedBy }: Weighed,
  continues: Continuation | undefined,
): AccessRequest {
  const { justification, ticket, notAfter, startsAt, origin, proven, replaces } = wish;
  return {
    id: deps.newId(),
    requester: wish.requester ?? said.person,
    ...(askedBy ? { askedBy } : {}),
    askedAt: now,
    terms: 1,
    durationMs: wish.durationMs,
    grants,
    verdict,
    approvals: [],
    status: 'pending',
    lapsesAt: lapseOf(now, verdict, wish),
    ...(notAfter ? { notAfter } : {}),
    ...(startsAt ? { startsAt } : {}),
    ...(wish.durationDefaulted ? { durationDefaulted: true } : {}),
    ...(justification !== undefined ? { justification } : {}),
    ...(ticket !== undefined ? { ticket } : {}),
    ...(origin !== undefined ? { origin } : {}),
    ...(proven !== undefined ? { proven } : {}),
    ...(replaces !== undefined ? { replaces } : {}),
    ...(continues ? { continues } : {}),
    ...(wish.breakGlass ? { breakGlass: true } : {}),
  };
}

/** Nobody can usefully approve what would be over. What starts later waits for its answer until then, however soon others lapse. */
const lapseOf = (now: Date, verdict: Verdict, { notAfter, startsAt }: FullWish): Date => {
  if (startsAt) return startsAt;
  const usual = later(now, verdict.pendingMs);
  return notAfter && notAfter < usual ? notAfter : usual;
};

const detailOf = (request: AccessRequest): string =>
  [forOf(request), planOf(request), request.justification].filter(Boolean).join(': ');

const forOf = ({ requester, askedBy }: AccessRequest): string =>
  askedBy ? `for ${requester.name} (${requester.id})` : '';

async function create(deps: Deps, said: Asking, first: AccessRequest): Promise<Stored> {
  const home = { place: said.place, zone: await zoneOf(deps, { ...said.place, privateTo: said.person.id }) };
  for (let attempt = 1; ; attempt += 1) {
    const request = attempt === 1 ? first : { ...first, id: deps.newId() };
    const work = dueAfter(deps, undefined, request, request.askedAt);
    const told = { actor: said.person, app: said.place.app, detail: detailOf(request) };
    const event = eventOf(request, request.breakGlass ? 'brokeGlass' : 'asked', request.askedAt, told);
    const once = { key: said.key, answer: { sentence: `Asked as ${request.id}.`, refused: false } };
    try {
      const saved = await deps.store.create(
        { request, home, work },
        { event, once, copies: await copiesFor(deps, request, home) },
      );
      deps.nudge();
      await touch(deps, saved.request);
      return saved;
    } catch (error) {
      if (!(error instanceof Conflict) || attempt >= ID_TRIES || (await deps.store.answered(said.key)))
        throw error;
    }
  }
}

import type { Person } from '../person.ts';
import type { Port } from '../port.ts';
import { formatRange, readRange } from '../range.ts';
import type { SetupApproval } from '../setup/setup.ts';
import type { Judgement, Routes, Verdict } from '../verdict.ts';
import type { Vm } from '../vm.ts';
import { stricter, verdictOf, withRoutes } from './compose.ts';
import { smallestCap, tooLong } from './duration-cap.ts';
import { type GroupSource, type Groups, groupsOf, isOneOf, membersOf, tooFewApprovers } from './group.ts';
import { givesTo, isGuest, rulesNaming } from './guests.ts';
import type { AbuseLimits } from './limits.ts';
import { isAbout, leavesPort, rulesFor } from './match.ts';
import type { Mode } from './mode.ts';
import { isNever } from './never.ts';
import type { Rule } from './rule.ts';
import { type Networks, unfitSource } from './source-cap.ts';

export { stricter } from './compose.ts';

/** The organisation's rules: who may ask for what, and who must approve. Made by `readPolicy` or `policyOfLists`. */
export interface Policy {
  /** sha256 of the text it was read from, as hex. */
  readonly hash: string;
  readonly groups: Groups;
  /** The groups whose people the file does not list, by name: they are looked up in a directory, and empty here until then. */
  readonly lookedUp?: Readonly<Record<string, GroupSource>>;
  /** Groups whose people may approve and are not notified: all of them, or those of these ids. */
  readonly quiet?: Readonly<Record<string, true | readonly string[]>>;
  /** Shared accounts, by object id: whatever they are in, they neither ask nor approve. */
  readonly neverPeople?: readonly string[];
  /** People who are known to be guests, by object id; filled in for one question, as `lookedUp` is. */
  readonly guests?: readonly string[];
  /** Systems of the organisation's own that are asked, by name; `secret` names the setting that signs for them. */
  readonly hooks?: Readonly<Record<string, Hook>>;
  /** Those of them whose people have a role. */
  readonly roleGroups?: Readonly<Partial<Record<'admins' | 'auditors' | 'onCall', readonly string[]>>>;
  readonly networks: Networks;
  readonly admins: readonly Person[];
  readonly auditors: readonly Person[];
  readonly onCall: readonly Person[];
  /** Addresses that people are known by, lower case: enough to ask, never to approve. */
  readonly emails: readonly { readonly email: string; readonly person: Person }[];
  /** Accounts of chat apps that know no Entra id, as the file ties them to people. */
  readonly accounts: readonly PolicyAccount[];
  readonly rules: readonly Rule[];
  readonly mode: Mode;
  readonly defaults: {
    readonly durationMs: number;
    readonly warnBeforeMs: number;
    readonly pendingMs: number;
    readonly routes: Routes;
  };
  /** What becomes of an opening that somebody widened by hand: it is closed, or only told. */
  readonly widened: 'close' | 'tell';
  /** Who lets a VM be put under just-in-time access, and where they are asked. */
  readonly setup: {
    /** `admin`: another admin than the one who asks. `none`: an admin does it alone; what others ask for takes one all the same. */
    readonly approval: SetupApproval;
    readonly routes: Pick<Routes, 'ask'>;
  };
  /** How much one person may do; the usual limits where it is missing. */
  readonly limits?: AbuseLimits;
  /** Set when nothing can be allowed at all: the sentence that every wish is refused with. */
  readonly closed?: string;
}

export interface Hook {
  readonly url: string;
  readonly secret: string;
}

/** A person's account in a chat app, by ids alone. */
export interface PolicyAccount {
  readonly app: string;
  readonly team: string;
  readonly user: string;
  readonly person: Person;
}

/** What somebody asks for. */
export interface PolicyWish {
  /** Entra object id. */
  readonly requester: string;
  readonly vms: readonly Vm[];
  readonly ports: readonly Port[];
  /** CIDRs. */
  readonly sources: readonly string[];
  readonly durationMs: number;
  /** Span of the whole chain from its first opening to its last end, for extensions. */
  readonly chainMs?: number;
  /** 1 is the first extension. */
  readonly extension?: number;
  /** When it would open: the time of a rule is compared with the whole span from here. */
  readonly at: Date;
  readonly justification?: string;
  readonly ticket?: string;
  /** Who asks, where that is another person than the requester. */
  readonly askedBy?: string;
  /** Set where it is to open without approval. */
  readonly breakGlass?: true;
}

/** The strictest of all rules that match, over every VM, port and source of the wish. No rule for one of them: refused. */
export function judge(policy: Policy, wish: PolicyWish): Judgement {
  const { rules, bare } = matching(policy, wish);
  const no = (refused: string): Judgement => ({
    ...{ allowed: false, refused },
    ...{ rules: rules.map((rule) => rule.id), policy: policy.hash },
  });
  const refused =
    policy.closed ??
    unwelcome(policy, wish) ??
    denied(rules) ??
    bare ??
    silent(rules) ??
    unfit(policy, rules, wish);
  if (refused !== undefined) return no(refused);
  const verdict = verdictFor(policy, rules, wish);
  const tooFew = tooFewApprovers(policy.groups, verdict.requirements, wish.requester);
  return tooFew === undefined ? { allowed: true, verdict } : no(tooFew);
}

/** The groups whose people the rules of a wish ask, each once. */
export function groupsAskedBy(policy: Policy, wish: PolicyWish): readonly string[] {
  const { rules } = matching(policy, wish);
  return [...new Set(rules.flatMap(({ approvals }) => approvals.map(({ group }) => group)))];
}

/** What a deny rule says of a wish, apart from everything else: for ports that a provider opens wider than was asked. */
export const denies = (policy: Policy, wish: PolicyWish): string | undefined =>
  denied(matching(policy, wish).rules);

/** The rules that speak of some VM and port of the wish. */
const matching = (policy: Policy, { requester, vms, ports }: Omit<PolicyWish, 'durationMs'>) =>
  rulesFor(policy.rules, groupsOf(policy.groups, requester), vms, ports);

/** Who may ask for nothing, or for less than others, whatever the rules say (HOLES H16). */
function unwelcome(
  policy: Policy,
  { requester, askedBy = requester, vms, ports }: PolicyWish,
): string | undefined {
  if ([requester, askedBy].some((person) => isNever(policy, person)))
    return 'This account is shared by several people, so nothing can be asked for with it. Ask with an account of your own.';
  if (!isGuest(policy, requester)) return undefined;
  const { bare } = rulesFor(rulesNaming(policy.rules), groupsOf(policy.groups, requester), vms, ports);
  return bare && `${bare} You are a guest here, and guests ask for what a rule lets them by name.`;
}

function denied(rules: readonly Rule[]): string | undefined {
  const sentences = rules.flatMap(({ id, deny }) => (deny === undefined ? [] : [`${deny} (rule "${id}")`]));
  return sentences.length > 0 ? sentences.sort().join(' ') : undefined;
}

function unfit(policy: Policy, rules: readonly Rule[], wish: PolicyWish): string | undefined {
  if (wish.sources.length === 0)
    return 'A request names the source it comes from, such as "from 203.0.113.7".';
  for (const source of wish.sources) {
    const why = unfitSource(source, rules, policy.networks, wish.vms, wish.ports);
    if (why !== undefined) return why;
  }
  return tooLong(wish.durationMs, wish.chainMs, smallestCap(rules, wish.vms, wish.ports, wish.sources));
}

function verdictFor(policy: Policy, rules: readonly Rule[], wish: PolicyWish): Verdict {
  const verdict = rules.map((rule) => verdictOf(rule, policy.hash)).reduce(stricter);
  const { ms: maxDurationMs } = smallestCap(rules, wish.vms, wish.ports, wish.sources);
  const requirements = isFree(verdict, wish) ? [] : verdict.requirements;
  return { ...withRoutes(verdict, policy.defaults.routes), maxDurationMs, requirements };
}

const isFree = (verdict: Verdict, { extension = 0 }: PolicyWish): boolean =>
  Number.isInteger(extension) && extension >= 1 && extension <= verdict.freeExtensions;

/** A rule that neither asks for approvals nor approves by itself cannot come from a checked file; it lets nobody in. */
function silent(rules: readonly Rule[]): string | undefined {
  const rule = rules.find(({ autoApprove, approvals }) => !autoApprove && approvals.length === 0);
  return rule && `Rule "${rule.id}" does not say who approves. Ask an Ajar admin to complete it.`;
}

/** The groups of the verdict's requirements that this person is in. */
export const entitledGroups = (policy: Policy, verdict: Verdict, person: string): readonly string[] =>
  verdict.requirements
    .map(({ group }) => group)
    .filter((group) => isOneOf(membersOf(policy.groups, group), person));

/** Everybody who may approve, each once, never the requester. */
export function approversOf(policy: Policy, verdict: Verdict, requester: string): readonly Person[] {
  const people = verdict.requirements.flatMap(({ group }) => membersOf(policy.groups, group));
  const each = new Map(people.map((person) => [person.id, person]));
  each.delete(requester.toLowerCase());
  return [...each.values()].filter(({ id }) => !isGuest(policy, id));
}

/** Whether some rule lets this person ask for some port of a VM: only then do they get to see its name. */
export function mayAskFor(policy: Policy, person: string, vm: Vm): boolean {
  const groups = groupsOf(policy.groups, person);
  const hears = policy.closed === undefined && !isNever(policy, person);
  const about = hears ? policy.rules.filter((rule) => isAbout(rule, vm, groups)) : [];
  const denials = about.filter((rule) => rule.deny !== undefined);
  return about.some((rule) => givesTo(policy, person, rule) && leavesPort(rule, denials));
}

export const isAdmin = (policy: Policy, person: string): boolean => isOneOf(policy.admins, person);

/** Admins are auditors too. */
export const isAuditor = (policy: Policy, person: string): boolean =>
  isAdmin(policy, person) || isOneOf(policy.auditors, person);

export const isOnCall = (policy: Policy, person: string): boolean => isOneOf(policy.onCall, person);

/** Who sees what other people have open, and the audit log. */
export const seesAll = (policy: Policy, person: string): boolean =>
  isAuditor(policy, person) || isOnCall(policy, person);

/** How long it is opened when nobody said: the policy's default, never above the cap that applies. In milliseconds. */
export function defaultDurationMs(policy: Policy, wish: Omit<PolicyWish, 'durationMs'>): number {
  const { rules } = matching(policy, wish);
  return Math.min(policy.defaults.durationMs, smallestCap(rules, wish.vms, wish.ports, wish.sources).ms);
}

/** The named network that is exactly this range. */
export function sourceName(policy: Policy, cidr: string): string | undefined {
  const range = readRange(cidr);
  if (range === undefined) return undefined;
  const wanted = formatRange(range);
  return Object.keys(policy.networks).find((name) => policy.networks[name]?.cidrs.includes(wanted));
}

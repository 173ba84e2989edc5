import type { Person } from '../person.ts';
import type { Port } from '../port.ts';
import { formatRange, readRange } from '../range.ts';
import type { Met } from '../request.ts';
import type { SetupApproval } from '../setup/setup.ts';
import type { Routes, Verdict } from '../verdict.ts';
import type { Vm } from '../vm.ts';
import { type GroupSource, type Groups, isOneOf, membersOf } from './group.ts';
import { isGuest } from './guests.ts';
import type { AbuseLimits } from './limits.ts';
import type { Mode } from './mode.ts';
import type { Rule } from './rule.ts';
import type { Networks } from './source-cap.ts';

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
  /** What people approved of the chain that it extends: only of that is an extension free. */
  readonly met?: readonly Met[];
  /** When it would open: the time of a rule is compared with the whole span from here. */
  readonly at: Date;
  /** How long from now that is, where it is planned, in milliseconds. */
  readonly aheadMs?: number;
  readonly justification?: string;
  readonly ticket?: string;
  /** Who asks, where that is another person than the requester. */
  readonly askedBy?: string;
  /** Set where it is to open without approval. */
  readonly breakGlass?: true;
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

export const isAdmin = (policy: Policy, person: string): boolean => isOneOf(policy.admins, person);

/** Admins are auditors too. */
export const isAuditor = (policy: Policy, person: string): boolean =>
  isAdmin(policy, person) || isOneOf(policy.auditors, person);

export const isOnCall = (policy: Policy, person: string): boolean => isOneOf(policy.onCall, person);

/** Who sees what other people have open, and the audit log. */
export const seesAll = (policy: Policy, person: string): boolean =>
  isAuditor(policy, person) || isOnCall(policy, person);

/** The named network that is exactly this range. */
export function sourceName(policy: Policy, cidr: string): string | undefined {
  const range = readRange(cidr);
  if (range === undefined) return undefined;
  const wanted = formatRange(range);
  return Object.entries(policy.networks).find(([, { cidrs }]) => cidrs.includes(wanted))?.[0];
}

import { type Person, samePerson } from '../../access/person.ts';
import { counting, groupsAskedNow } from '../../access/policy/approvals.ts';
import { membersOf } from '../../access/policy/group.ts';
import { groupsAskedBy } from '../../access/policy/judge.ts';
import {
  fillIn,
  type Known,
  lookedUpOf,
  ROLES,
  type Role,
  roleGroupsOf,
} from '../../access/policy/looked-up.ts';
import type { Policy, PolicyWish } from '../../access/policy/policy.ts';
import { notified } from '../../access/policy/quiet.ts';
import { type AccessRequest, isOf } from '../../access/request.ts';
import { Unknown } from '../../ports/people.ts';
import type { Deps } from '../deps.ts';
import { within } from '../within.ts';
import { isNotedGuest, standingOf } from './guests.ts';

/** The policy with what a question needs of its looked-up groups; a sentence where the directory could not say (HOLES H11). */
export type PolicyNow = Policy | { readonly refused: string; readonly gone?: true };

export type Needs = Pick<Deps, 'policy' | 'people' | 'limits' | 'log' | 'store' | 'clock'>;

/** What one person may: their own groups and roles. */
export const policyFor = (deps: Needs, person: string): Promise<PolicyNow> =>
  lookedUp(deps, (policy) => ownOf(deps, policy, person));

/** The roles that one person has. */
export const policyForRoles = (deps: Needs, person: string): Promise<PolicyNow> =>
  lookedUp(deps, (policy) => {
    const among = ROLES.flatMap((role) => roleGroupsOf(policy, role));
    return ownOf(deps, policy, person, among);
  });

/** What becomes of a wish: its requester's groups, and the people of every group that its rules ask. */
export const policyOn = (deps: Needs, wish: PolicyWish): Promise<PolicyNow> =>
  lookedUp(deps, async (policy) => {
    const [own, asker] = await Promise.all([
      ownOf(deps, policy, wish.requester),
      wish.askedBy === undefined ? 'active' : standingOf(deps, wish.askedBy),
    ]);
    if (asker !== 'active') return { ...own, gone: true };
    const groups = groupsAskedBy(fillIn(policy, own), wish);
    return { ...own, ...(await membersIn(deps, policy, groups)) };
  });

/** Everybody in some groups, each once. Nobody where the directory cannot say: for cards and for whom to tell, never for a decision. */
export async function peopleOf(deps: Needs, groups: readonly string[]): Promise<readonly Person[]> {
  const policy = await lookedUp(deps, (now) => membersIn(deps, now, groups));
  if ('refused' in policy) return [];
  return membersOfAll(policy, groups);
}

function membersOfAll(policy: Policy, groups: readonly string[]): readonly Person[] {
  const people = groups.flatMap((group) => membersOf(policy.groups, group));
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

/** Whether it can be told just now who is in some groups. */
export const canTell = async (deps: Needs, groups: readonly string[]): Promise<boolean> =>
  !('refused' in (await lookedUp(deps, (now) => membersIn(deps, now, groups))));

/** Those of some groups whose approval would be another one: neither whoever asked, nor who has approved. */
export const othersOf = async (
  deps: Needs,
  request: AccessRequest,
  groups: readonly string[],
): Promise<readonly Person[]> => othersAmong(request, await peopleOf(deps, groups));

function othersAmong(request: AccessRequest, people: readonly Person[]): readonly Person[] {
  const given = counting(request);
  return people.filter((person) => !isOf(request, person) && !given.some(({ by }) => samePerson(person, by)));
}

/**
 * Those of them who are to be notified: whoever is quiet in these groups may approve and hears nothing of it. Undefined where the
 * directory cannot say who is in them.
 */
export async function toNotify(
  deps: Needs,
  request: AccessRequest,
  groups: readonly string[],
): Promise<readonly Person[] | undefined> {
  const policy = await lookedUp(deps, (now) => membersIn(deps, now, groups));
  if ('refused' in policy) return undefined;
  const people = othersAmong(request, membersOfAll(policy, groups));
  const guests = await Promise.all(people.map(({ id }) => isNotedGuest(deps, id)));
  return notified(
    policy,
    groups,
    people.filter((_, at) => !guests[at]),
  );
}

/** Who is asked now: of the present stage, and of the rungs that were reached. */
export const approversNow = (deps: Needs, request: AccessRequest): Promise<readonly Person[]> =>
  othersOf(deps, request, groupsAskedNow(request));

/** Who has a role, those of looked-up groups included as far as the directory can say: for whom to tell. */
export async function roleHolders(deps: Needs, role: Role): Promise<readonly Person[]> {
  const groups = roleGroupsOf(deps.policy(), role);
  const policy = await lookedUp(deps, (now) => membersIn(deps, now, groups));
  return ('refused' in policy ? deps.policy() : policy)[role];
}

/** Who is paged: on-call, or the admins where nobody is, or nobody can say who. */
export async function onDuty(deps: Needs): Promise<readonly Person[]> {
  const onCall = await roleHolders(deps, 'onCall');
  return onCall.length > 0 ? onCall : roleHolders(deps, 'admins');
}

/** The policy with what this look comes to, within the time that somebody waits for an answer. */
async function lookedUp(deps: Needs, look: (policy: Policy) => Promise<Looked>): Promise<PolicyNow> {
  const policy = deps.policy();
  try {
    const known = await within(deps.limits.lookUpMs, 'Looking up the groups', look(policy));
    return known.gone === true ? { refused: GONE, gone: true } : fillIn(policy, known);
  } catch (error) {
    deps.log.warn({ error }, 'the groups could not be looked up');
    const why = error instanceof Unknown ? error.message : 'The directory did not answer.';
    return { refused: `I could not check who is in which group. ${why} Nothing has changed; try again.` };
  }
}

interface Looked extends Known {
  readonly gone?: boolean;
}

/** Of an account that the directory has no more. */
export const GONE =
  'The account is disabled or deleted in the directory: it can neither ask for access nor approve it.';

/** Of one person: which of the looked-up groups they are in, and whether they are there still. */
async function ownOf(
  deps: Needs,
  policy: Policy,
  person: string,
  among: readonly string[] = lookedUpOf(policy),
): Promise<Looked> {
  const [groups, standing] = await Promise.all([
    deps.people.groupsOf(person, among),
    standingOf(deps, person),
  ]);
  return { person, groups, guest: standing === 'guest', gone: standing === 'gone' };
}

/** Of some groups: the people of those that are looked up. */
async function membersIn({ people }: Needs, policy: Policy, groups: readonly string[]): Promise<Looked> {
  const wanted = lookedUpOf(policy).filter((name) => groups.includes(name));
  const members = wanted.map(async (name) => [name, await people.members(name)] as const);
  return { members: Object.fromEntries(await Promise.all(members)) };
}

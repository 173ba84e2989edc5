import type { Person } from '../person.ts';
import { isOneOf } from './group.ts';
import { withoutNever } from './never.ts';
import type { Policy } from './policy.ts';

/** What was looked up for one question. What was not looked up stays empty: nobody is in it. */
export interface Known {
  /** Of this person it is known, whole, in which of the looked-up groups they are. */
  readonly person?: string;
  readonly groups?: ReadonlySet<string>;
  /** They are a guest, who is given nothing by a looked-up group; what is forbidden to its people is forbidden to them. */
  readonly guest?: boolean;
  /** The people of some looked-up groups. */
  readonly members?: Readonly<Record<string, readonly Person[]>>;
}

export type Role = 'admins' | 'auditors' | 'onCall';

export const ROLES: readonly Role[] = ['admins', 'auditors', 'onCall'];

/** The names of the groups that the file does not list the people of. */
export const lookedUpOf = ({ lookedUp = {} }: Pick<Policy, 'lookedUp'>): readonly string[] =>
  Object.keys(lookedUp);

/** The looked-up groups whose people have this role. */
export const roleGroupsOf = (
  { roleGroups = {} }: Pick<Policy, 'roleGroups'>,
  role: Role,
): readonly string[] => roleGroups[role] ?? [];

/** The policy as if its file listed what was looked up, so that everything else need not know the difference. */
export function fillIn(policy: Policy, known: Known): Policy {
  const names = lookedUpOf(policy);
  // Nothing to fill in: it stays the same policy, of which what was worked out is known still.
  if (names.length === 0 && known.guest !== true) return withoutNever(policy);
  const peopleIn = (name: string): readonly Person[] => peopleOf(name, known);
  const groups = Object.fromEntries(names.map((name) => [name, peopleIn(name)]));
  const guests =
    known.guest === true && known.person !== undefined ? [known.person.toLowerCase()] : undefined;
  const holdersIn = (name: string): readonly Person[] =>
    peopleIn(name).filter(({ id }) => guests?.includes(id) !== true);
  const roles = Object.fromEntries(
    ROLES.map((role) => [role, [...policy[role], ...roleGroupsOf(policy, role).flatMap(holdersIn)]]),
  );
  return withoutNever({
    ...policy,
    ...roles,
    ...(guests && { guests }),
    groups: { ...policy.groups, ...groups },
  });
}

/** Of the person it is known for certain; a list may be a minute older. */
function peopleOf(name: string, { person, groups, members }: Known): readonly Person[] {
  const listed = members !== undefined && Object.hasOwn(members, name) ? members[name]! : [];
  if (person === undefined || groups === undefined) return listed;
  if (!groups.has(name)) return listed.filter(({ id }) => id !== person.toLowerCase());
  return isOneOf(listed, person) ? listed : [...listed, { id: person.toLowerCase(), name: person }];
}

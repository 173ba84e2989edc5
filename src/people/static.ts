import type { Person } from '../access/person.ts';
import { isOneOf, membersOf } from '../access/policy/group.ts';
import type { Policy } from '../access/policy/policy.ts';
import { type People, Unknown } from '../ports/people.ts';

/** People as the policy's own groups list them; `policy` is asked every time, so that a changed file counts at the next click. */
export function createStaticPeople(policy: () => Policy): People {
  const members = (group: string): readonly Person[] => {
    const { groups } = policy();
    if (!Object.hasOwn(groups, group)) throw new Unknown(`The policy has no group "${group}".`);
    return membersOf(groups, group);
  };
  return {
    inGroup: async (person, group) => isOneOf(members(group), person),
    groupsOf: async (person, groups) => new Set(groups.filter((group) => isOneOf(members(group), person))),
    members: async (group) => members(group),
  };
}

import { fillIn, lookedUpOf } from '../access/policy/looked-up.ts';
import type { Policy } from '../access/policy/policy.ts';
import { Complaint } from '../complaint.ts';
import { createStaticPeople } from '../people/static.ts';
import { type People, Unknown } from '../ports/people.ts';

/** The policy with the people of all its groups. Throws `Complaint` where one cannot be looked up: it is never taken for empty. */
export async function peopleOfGroups(
  policy: Policy,
  people: Pick<People, 'members'> = createStaticPeople(() => policy),
): Promise<Policy> {
  const names = lookedUpOf(policy);
  if (names.length === 0) return policy;
  try {
    const members = await Promise.all(names.map(async (name) => [name, await people.members(name)] as const));
    return fillIn(policy, { members: Object.fromEntries(members) });
  } catch (error) {
    if (error instanceof Unknown) throw new Complaint(`The groups could not be looked up. ${error.message}`);
    throw error;
  }
}

/** Where it is looked up who has left. Throws `Complaint` where there is no directory: then it cannot be told. */
export const directoryFor = (_policy: Policy): Pick<People, 'standing'> => {
  throw new Complaint('No directory is configured, so that nobody can say who has left.');
};

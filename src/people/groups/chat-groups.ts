import type { Person } from '../../access/person.ts';
import type { Accounts } from '../../ports/accounts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { UserGroups } from '../../ports/user-groups.ts';
import { createAnswers } from './answers.ts';
import type { Source } from './source.ts';

/** User groups of Slack: of their users those whose account is linked, for an address alone is nobody (HOLES H3). */
export function createChatGroups(
  groups: UserGroups,
  accounts: Pick<Accounts, 'identify'>,
  clock: Clock,
): Source<'slack'> {
  const answers = createAnswers<readonly string[]>(clock, (users) => users.length > 0);
  return {
    members: async ({ team, id }) => {
      const users = await answers.ask(`${team}/${id}`, () => groups.users(team, id));
      const people = await Promise.all(users.map((user) => personOf(accounts, team, user)));
      return people.flatMap((person) => person ?? []);
    },
  };
}

async function personOf(
  accounts: Pick<Accounts, 'identify'>,
  team: string,
  user: string,
): Promise<Person | undefined> {
  const identity = await accounts.identify({ app: 'slack', team, user, name: user });
  return 'person' in identity && identity.by === 'linked' ? identity.person : undefined;
}

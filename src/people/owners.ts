import type { Person } from '../access/person.ts';
import type { Policy } from '../access/policy/policy.ts';
import { type AccountId, type createLinks, isSameAccount } from './links.ts';

/** Whose account is whose for certain: what the policy says, then what people linked and the policy says nothing about. */
export function createOwners(
  policy: () => Policy,
  links: Pick<ReturnType<typeof createLinks>, 'accountsOf' | 'personOf'>,
) {
  const accountsOf = async (person: string): Promise<readonly AccountId[]> => {
    const { accounts } = policy();
    const isNamed = (each: AccountId): boolean => accounts.some((named) => isSameAccount(named, each));
    const linked = (await links.accountsOf(person)).filter((each) => !isNamed(each));
    return [...accounts.filter((each) => each.person.id === person), ...linked];
  };
  /** One person has one account in a team. */
  const userIn = async (person: string, app: string, team: string): Promise<string | undefined> =>
    (await accountsOf(person)).find((each) => each.app === app && each.team === team)?.user;
  return {
    userIn,
    async personOf(account: AccountId): Promise<Person | undefined> {
      const named = policy().accounts.find((each) => isSameAccount(each, account));
      const person = named?.person ?? (await links.personOf(account));
      if (person === undefined) return undefined;
      return (await userIn(person.id, account.app, account.team)) === account.user ? person : undefined;
    },
  };
}

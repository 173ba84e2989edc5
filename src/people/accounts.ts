import { readLinkCode } from '../access/linking.ts';
import type { Person } from '../access/person.ts';
import { everybody } from '../access/policy/everybody.ts';
import type { Policy } from '../access/policy/policy.ts';
import type { Account, Accounts, Identity } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { createAddresses } from './by-email.ts';
import { createCodes } from './codes.ts';
import { type AccountId, createLinks, isSameAccount } from './links.ts';
import { oneByOne } from './one-by-one.ts';
import { another, nobodys, noCode, TOO_MANY, taken } from './sentences.ts';
import { createTries } from './tries.ts';

export interface AccountsDeps {
  readonly store: Pick<Store, 'remember' | 'recall' | 'forget'>;
  readonly clock: Clock;
  /** Asked every time, so that a changed file counts at the next click. */
  readonly policy: () => Policy;
  /** Domains whose confirmed addresses are ours. */
  readonly emailDomains: readonly string[];
  /** A whole number from 0 up to, and without, `below`; from the system's own source unless given. */
  readonly random?: (below: number) => number;
}

type Found = { readonly person: Person } | { readonly refused: string };

/** Who is behind an account: by the policy's map, then by a link that they made with a code, then, to ask only, by address. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { store, clock, policy } = deps;
  const links = createLinks(store, clock);
  const codes = createCodes(store, clock, deps.random);
  const tries = createTries(store, clock);
  const addresses = createAddresses(deps);
  const inTurn = oneByOne();

  /** Everything that is this person's own: what the policy says, then what they linked and it says nothing about. */
  const ownOf = async (person: string): Promise<readonly AccountId[]> => {
    const { accounts } = policy();
    const isNamed = (each: AccountId): boolean => accounts.some((named) => isSameAccount(named, each));
    const linked = (await links.accountsOf(person)).filter((each) => !isNamed(each));
    return [...accounts.filter((each) => each.person.id === person), ...linked];
  };
  /** One person has one account in a team. */
  const ownIn = async (person: string, app: string, team: string): Promise<string | undefined> =>
    (await ownOf(person)).find((each) => each.app === app && each.team === team)?.user;
  const ownerOf = async (account: Account): Promise<Person | undefined> => {
    const named = policy().accounts.find((each) => isSameAccount(each, account));
    const person = named?.person ?? (await links.personOf(account));
    if (person === undefined) return undefined;
    return (await ownIn(person.id, account.app, account.team)) === account.user ? person : undefined;
  };
  const link = async (
    account: Account,
    text: string,
    note: (person: Person) => Promise<void>,
  ): Promise<Found> => {
    const { app, team } = account;
    const owner = await ownerOf(account);
    if (owner) return { refused: taken(owner, app) };
    if (!(await tries.take(account))) return { refused: TOO_MANY };
    const code = readLinkCode(text);
    const person = code === undefined ? undefined : await codes.ownerOf(code);
    if (code === undefined || person === undefined) return { refused: noCode(app) };
    if ((await ownIn(person.id, app, team)) !== undefined) return { refused: another(person, app) };
    if (!(await codes.use(code))) return { refused: noCode(app) };
    await note(person);
    await links.add(account, person);
    await tries.clear(account);
    return { person };
  };

  return {
    async identify(account): Promise<Identity> {
      const { app, team } = account;
      const owner = await ownerOf(account);
      if (owner) return { person: named(policy(), owner), by: 'linked' };
      const person = addresses.personOf(account.email);
      if (person === undefined || (await ownIn(person.id, app, team)) !== undefined)
        return { refused: nobodys(account) };
      await addresses.remember(person, account);
      return { person: named(policy(), person), by: 'email' };
    },
    userOf: async (person, app, team) =>
      (await ownIn(person, app, team)) ?? (await addresses.userOf(person, app, team)),
    newCode: (person) => codes.make(person),
    voidCode: (person) => codes.voidOf(person),
    link: (account, code, note) => inTurn(() => link(account, code, note)),
    unlink: (person, app) =>
      inTurn(async () => {
        await codes.voidOf(person);
        return links.cut(person, app);
      }),
  };
}

/** By the name that the policy has for them now. */
const named = (policy: Policy, person: Person): Person =>
  everybody(policy).find(({ id }) => id === person.id) ?? person;

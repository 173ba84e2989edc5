import { readLinkCode } from '../access/linking.ts';
import type { Person } from '../access/person.ts';
import { knownAs } from '../access/policy/everybody.ts';
import type { Policy } from '../access/policy/policy.ts';
import type { Accounts, Identity } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { createAddresses } from './by-email.ts';
import { createCodes } from './codes.ts';
import { createLinks } from './links.ts';
import { oneByOne } from './one-by-one.ts';
import { createOwners } from './owners.ts';
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

/** Who is behind an account: by the policy's map, then by a link that they made with a code, then, to ask only, by address. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { store, clock, policy } = deps;
  const links = createLinks(store, clock);
  const codes = createCodes(store, clock, deps.random);
  const owners = createOwners(policy, links);
  const addresses = createAddresses(deps);
  const link = createLink({ links, codes, owners, tries: createTries(store, clock) });
  const inTurn = oneByOne();
  return {
    async identify(account): Promise<Identity> {
      const { app, team } = account;
      const owner = await owners.personOf(account);
      if (owner) return { person: named(policy(), owner), by: 'linked' };
      const person = addresses.personOf(account.email);
      if (person === undefined || (await owners.userIn(person.id, app, team)) !== undefined)
        return { refused: nobodys(account) };
      await addresses.remember(person, account);
      return { person: named(policy(), person), by: 'email' };
    },
    async userOf(person, app, team, by) {
      const own = await owners.userIn(person, app, team);
      if (own !== undefined || by === 'linked') return own;
      const user = await addresses.userOf(person, app, team);
      // Stryker disable next-line ConditionalExpression: an account without an id is nobody's either.
      if (user === undefined) return undefined;
      // Since they wrote from it, it may have become somebody else's for certain.
      const owner = await owners.personOf({ app, team, user });
      return owner === undefined ? user : undefined;
    },
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

interface LinkParts {
  readonly links: ReturnType<typeof createLinks>;
  readonly codes: ReturnType<typeof createCodes>;
  readonly owners: ReturnType<typeof createOwners>;
  readonly tries: ReturnType<typeof createTries>;
}

/** The code is used up before anything else is done with it: of two that have it, one goes on. */
const createLink =
  ({ links, codes, owners, tries }: LinkParts): Accounts['link'] =>
  async (account, text, note) => {
    const { app, team } = account;
    const owner = await owners.personOf(account);
    if (owner) return { refused: taken(owner, app) };
    if (!(await tries.take(account))) return { refused: TOO_MANY };
    // What is no code is nobody's.
    const code = readLinkCode(text) ?? '';
    const person = await codes.ownerOf(code);
    if (person === undefined) return { refused: noCode(app) };
    if ((await owners.userIn(person.id, app, team)) !== undefined) return { refused: another(person, app) };
    if (!(await codes.use(code))) return { refused: noCode(app) };
    await note(person);
    await links.add(account, person);
    await tries.clear(account);
    return { person };
  };

/** By the name that the policy has for them now. */
const named = (policy: Policy, person: Person): Person => knownAs(policy, person.id) ?? person;

import type { Person } from '../access/person.ts';
import type { Account } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

/** An account by its ids. */
export type AccountId = Pick<Account, 'app' | 'team' | 'user'>;

interface Link {
  readonly person: Person;
  readonly at: Date;
}

export const isSameAccount = (one: AccountId, other: AccountId): boolean =>
  one.app === other.app && one.team === other.team && one.user === other.user;

const accountKey = ({ app, team, user }: AccountId): string =>
  ['account', ...[app, team, user].map(encodeURIComponent)].join('/');
const personKey = (person: string): string => `accounts-of/${person}`;

/**
 * Accounts that people linked by a code, kept from both ends. A link counts while both ends name each other: of two that are
 * made at the same moment one counts, and half of one is none.
 */
export function createLinks(store: Pick<Store, 'remember' | 'recall' | 'forget'>, clock: Clock) {
  const linkAt = async (account: AccountId): Promise<Link | undefined> =>
    (await store.recall(accountKey(account), clock.now())) as Link | undefined;
  const listed = async (person: string): Promise<readonly AccountId[] | undefined> =>
    (await store.recall(personKey(person), clock.now())) as readonly AccountId[] | undefined;
  /** Whom the account's end names; `accountsOf` says whether it counts. */
  const personOf = async (account: AccountId): Promise<Person | undefined> => (await linkAt(account))?.person;
  const accountsOf = async (person: string): Promise<readonly AccountId[]> => {
    const isOwn = async (each: AccountId): Promise<boolean> => (await personOf(each))?.id === person;
    const kept = await listed(person);
    const own = await Promise.all(kept?.map(async (each) => ((await isOwn(each)) ? [each] : [])) ?? []);
    return own.flat();
  };
  return {
    personOf,
    accountsOf,
    async add({ app, team, user }: AccountId, { id, name }: Person): Promise<void> {
      const link: Link = { person: { id, name }, at: clock.now() };
      const others = (await accountsOf(id)).filter((each) => each.app !== app || each.team !== team);
      await store.remember(personKey(id), [...others, { app, team, user }]);
      await store.remember(accountKey({ app, team, user }), link);
    },
    /** Answers how many counted. */
    async cut(person: string, app: string): Promise<number> {
      const own = await accountsOf(person);
      const cut = own.filter((each) => each.app === app);
      await store.remember(
        personKey(person),
        own.filter((each) => each.app !== app),
      );
      for (const each of cut) await store.forget(accountKey(each));
      return cut.length;
    },
  };
}

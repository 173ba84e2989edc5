import { readEmail } from '../access/email.ts';
import type { Person } from '../access/person.ts';
import type { Policy } from '../access/policy/policy.ts';
import type { Account } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

interface AddressDeps {
  readonly store: Pick<Store, 'remember' | 'recall'>;
  readonly clock: Clock;
  readonly policy: () => Policy;
  readonly emailDomains: readonly string[];
}

/** An account by which a person was known last. */
interface Seen {
  readonly user: string;
  readonly email: string;
}

const keyOf = (person: string, app: string, team: string): string =>
  ['account-by-email', ...[app, team].map(encodeURIComponent), person].join('/');

/**
 * The one person whom a confirmed address stands for: its domain is one of ours, letter by letter and without subdomains,
 * and exactly one person of the policy has that address. Enough to ask, never to approve (HOLES H3, H16).
 */
export function createAddresses({ store, clock, policy, emailDomains }: AddressDeps) {
  const domains = emailDomains.map((domain) => domain.toLowerCase());
  const personOf = (address: string | undefined): Person | undefined => {
    const read = address === undefined ? undefined : readEmail(address);
    if (read === undefined || !domains.includes(read.domain)) return undefined;
    const people = policy().emails.flatMap(({ email, person }) => (email === read.email ? [person] : []));
    return new Set(people.map(({ id }) => id)).size === 1 ? people[0] : undefined;
  };
  const seen = async (person: string, app: string, team: string): Promise<Seen | undefined> =>
    (await store.recall(keyOf(person, app, team), clock.now())) as Seen | undefined;
  return {
    personOf,
    /** Notes where this person writes from, so that they can be written to. */
    async remember(person: Person, { app, team, user, email = '' }: Account): Promise<void> {
      const before = await seen(person.id, app, team);
      if (before?.user === user && before.email === email) return;
      await store.remember(keyOf(person.id, app, team), { user, email } satisfies Seen);
    },
    /** The user who had this person's address when they wrote last, while the address is still theirs. */
    async userOf(person: string, app: string, team: string): Promise<string | undefined> {
      const last = await seen(person, app, team);
      return last && personOf(last.email)?.id === person ? last.user : undefined;
    },
  };
}

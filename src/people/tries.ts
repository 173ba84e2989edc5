import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { AccountId } from './links.ts';

const MOST = 5;
/** Real milliseconds, counted from the first wrong try. */
const WITHIN_MS = 10 * 60_000;

interface Tries {
  readonly count: number;
  readonly until: Date;
}

const keyOf = ({ app, team, user }: AccountId): string =>
  ['link-tries', ...[app, team, user].map(encodeURIComponent)].join('/');

/** Keeps an account from trying one code after another. */
export function createTries(store: Pick<Store, 'remember' | 'recall' | 'forget'>, clock: Clock) {
  const made = async (account: AccountId): Promise<Tries> => {
    const tries = (await store.recall(keyOf(account), clock.now())) as Tries | undefined;
    return tries ?? { count: 0, until: new Date(clock.now().getTime() + clock.spanOf(WITHIN_MS)) };
  };
  return {
    /** Counts one try, before it is known whether it is wrong; answers false when there are none left. */
    async take(account: AccountId): Promise<boolean> {
      const { count, until } = await made(account);
      if (count >= MOST) return false;
      await store.remember(keyOf(account), { count: count + 1, until }, until);
      return true;
    },
    async clear(account: AccountId): Promise<void> {
      await store.forget(keyOf(account));
    },
  };
}

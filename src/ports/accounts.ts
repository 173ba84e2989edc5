import type { Person } from '../access/person.ts';

/** Somebody's account in a chat app that knows no Entra id: keyed by (app, team, user), never by a name. */
export interface Account {
  readonly app: string;
  /** The workspace. */
  readonly team: string;
  readonly user: string;
  /** For reading only. */
  readonly name: string;
  /** Only an address that the app itself has confirmed. */
  readonly email?: string;
  /** The app has them as a guest of the organisation's. */
  readonly guest?: true;
}

/**
 * Whose account it is. `linked`: by the policy's own map or by a code that this person was given elsewhere. `email`: by a
 * confirmed address of a domain that is ours and that exactly one person has, which is enough to ask and never to approve.
 */
export type Identity =
  | { readonly person: Person; readonly by: 'linked' | 'email' }
  | { readonly refused: string };

/** Which account is whose. Kept in the store; the policy's own map wins. */
export interface Accounts {
  identify(account: Account): Promise<Identity>;
  /** The user by whom this person is known in a team; undefined when they are not. `linked`: an address is not enough. */
  userOf(person: string, app: string, team: string, by?: 'linked'): Promise<string | undefined>;
  /** A new code for this person, good once and for ten minutes; the one before is void. */
  newCode(person: Person): Promise<string>;
  /** Makes the last code of this person useless. */
  voidCode(person: string): Promise<void>;
  /**
   * Uses a code up; a sentence when it is none. `note` is awaited between the using up and the linking, so that no account
   * is linked without its line in the audit log.
   */
  link(
    account: Account,
    code: string,
    note: (person: Person) => Promise<void>,
  ): Promise<{ readonly person: Person } | { readonly refused: string }>;
  /** Cuts every link of this person in an app, and voids their code; answers how many links there were. */
  unlink(person: string, app: string): Promise<number>;
}

import type { Person } from '../../../access/person.ts';
import type { Account, Identity } from '../../../ports/accounts.ts';
import type { Listener } from '../../../ports/chat.ts';
import type { Log } from '../../../ports/log.ts';
import { CAPS, plain } from '../../plain.ts';
import { knownZone } from '../../times.ts';
import { within } from '../../within.ts';
import type { Delivery, SlackUser } from '../wire.ts';
import { type Members, OUTSIDER } from './members.ts';
import type { Self } from './self.ts';

/** Whose gesture it is, as the checked payload names them. */
export type Sender = Pick<Delivery, 'team' | 'enterprise' | 'user'>;

/** The account behind a gesture, once Slack said that it is a member of ours; or a sentence that says why it is not believed. */
export type Whose =
  | { readonly account: Account; readonly zone?: string }
  | { readonly refused: string; readonly account?: Account };

/** The person behind it. `account` is there as soon as Slack knows it: an account may be linked before it is anybody's. */
export type Who =
  | {
      readonly person: Person;
      readonly account: Account;
      readonly zone?: string;
      readonly askOnly?: true | 'guest';
    }
  | { readonly refused: string; readonly account?: Account };

export interface WhoReader {
  account(sender: Sender): Promise<Whose>;
  person(sender: Sender): Promise<Who>;
}

/** How long all look-ups of one gesture may take; real milliseconds. */
const LOOK_UP_MS = 2_000;

const UNSURE = 'Ajar could not check who you are, so nothing was done. Please try again in a minute.';
export const STARTING = 'Ajar is just starting, so nothing was done. Please try again in a minute.';

export interface WhoParts {
  readonly members: Members;
  readonly self: Self;
  readonly listener: () => Pick<Listener, 'identify'> | undefined;
  readonly log: Log;
}

/**
 * Who made a gesture. Only the user id of the signed payload counts; guests, bots, the deactivated and outsiders are told
 * apart by users.info, and no answer is a refusal (HOLES H1, H11, H16).
 */
export function createWho(parts: WhoParts): WhoReader {
  const account = async (sender: Sender): Promise<Whose> => {
    if (!(await parts.self.serves(sender.team, sender.enterprise))) return { refused: OUTSIDER };
    const found = await parts.members.find(sender.user);
    const known = found.user && { account: accountOf(sender.user, found.user) };
    if ('refused' in found) return { refused: found.refused, ...known };
    const zone = zoneOf(found.user);
    return { account: accountOf(sender.user, found.user), ...(zone === undefined ? {} : { zone }) };
  };
  const person = async (sender: Sender): Promise<Who> => {
    const whose = await account(sender);
    if ('refused' in whose) return whose;
    const listener = parts.listener();
    if (!listener) return { ...whose, refused: STARTING };
    return identified(whose, await listener.identify(whose.account));
  };
  const surely = <T extends Whose>(sender: Sender, work: Promise<T>): Promise<T | { refused: string }> =>
    within<T | { refused: string }>(LOOK_UP_MS, work.catch(unsure(sender, parts.log)), { refused: UNSURE });
  return {
    account: (sender) => surely(sender, account(sender)),
    person: (sender) => surely(sender, person(sender)),
  };
}

const identified = (
  { account, zone }: Extract<Whose, { readonly account: Account; readonly refused?: never }>,
  identity: Identity,
): Who => {
  if ('refused' in identity) return { refused: identity.refused, account };
  return {
    ...{ person: identity.person, account },
    ...(zone === undefined ? {} : { zone }),
    ...askOnlyOf(account, identity),
  };
};

function askOnlyOf({ guest }: Account, { by }: Extract<Identity, { readonly by: unknown }>) {
  if (guest) return { askOnly: 'guest' as const };
  return by === 'email' ? { askOnly: true as const } : {};
}

/** Whatever went wrong, nobody is believed for it; the operator hears why. */
const unsure =
  ({ user }: Sender, log: Log) =>
  (error: unknown): { readonly refused: string } => {
    log.warn({ user, error }, 'It could not be checked who somebody in Slack is');
    return { refused: UNSURE };
  };

/**
 * By the workspace that Slack says they are of: which one a payload names depends on where in a Grid somebody is. A guest is
 * somebody only by the policy's map or a link: whose address it is, nobody of ours has looked at.
 */
const accountOf = (id: string, { team, name, email, guest }: SlackUser): Account => ({
  ...{ app: 'slack', team, user: id, name: plain(name, CAPS.name) || id },
  ...(guest ? { guest: true } : {}),
  ...(email === undefined || guest ? {} : { email }),
});

function zoneOf({ zone }: SlackUser): string | undefined {
  if (zone === undefined) return undefined;
  const known = knownZone(zone);
  return known === 'UTC' && zone !== 'UTC' ? undefined : known;
}

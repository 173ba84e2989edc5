import type { Person } from '../../../access/person.ts';
import type { Account, Identity } from '../../../ports/accounts.ts';
import type { Listener } from '../../../ports/chat.ts';
import type { Log } from '../../../ports/log.ts';
import { CAPS, plain } from '../../plain.ts';
import { knownZone } from '../../times.ts';
import { within } from '../../within.ts';
import { type Delivery, type SlackUser, type Wire, WireError } from '../wire.ts';
import type { Self } from './self.ts';

/** Whose gesture it is, as the checked payload names them. */
export type Sender = Pick<Delivery, 'team' | 'enterprise' | 'user'>;

/** The account behind a gesture, once Slack said that it is a member of ours; or a sentence that says why it is not believed. */
export type Whose =
  | { readonly account: Account; readonly zone?: string }
  | { readonly refused: string; readonly account?: Account };

/** The person behind it. `account` is there as soon as Slack knows it: an account may be linked before it is anybody's. */
export type Who =
  | { readonly person: Person; readonly account: Account; readonly zone?: string; readonly askOnly?: true }
  | { readonly refused: string; readonly account?: Account };

export interface WhoReader {
  account(sender: Sender): Promise<Whose>;
  person(sender: Sender): Promise<Who>;
}

/** How long Slack's answer holds, and how long all look-ups of one gesture may take; real milliseconds (HOLES H17). */
const CACHE_MS = 60_000;
const LOOK_UP_MS = 2_000;
const MOST_KEPT = 5_000;

const BOT = 'A bot cannot ask for access or approve it.';
const GONE = 'Slack says that this account is deactivated or unknown, so nothing was done.';
const OUTSIDER =
  'Guests and people of other organisations cannot ask for access or approve it. Use your own account in this workspace.';
const UNSURE = 'Ajar could not check who you are, so nothing was done. Please try again in a minute.';
export const STARTING = 'Ajar is just starting, so nothing was done. Please try again in a minute.';

export interface WhoParts {
  readonly wire: Pick<Wire['now'], 'user'>;
  readonly self: Self;
  readonly listener: () => Pick<Listener, 'identify'> | undefined;
  readonly log: Log;
  readonly realNow?: () => number;
}

/**
 * Who made a gesture. Only the user id of the signed payload counts; guests, bots, the deactivated and outsiders are told
 * apart by users.info, and no answer is a refusal (HOLES H1, H11, H16).
 */
export function createWho(parts: WhoParts): WhoReader {
  const users = keptUsers(parts);
  const account = async (sender: Sender): Promise<Whose> => {
    if (!(await parts.self.serves(sender.team, sender.enterprise))) return { refused: OUTSIDER };
    const user = await users(sender.user);
    if (user === 'gone') return { refused: GONE };
    const known = accountOf(sender, user);
    const refused = await faultOf(user, parts.self);
    if (refused) return { refused, account: known };
    const zone = zoneOf(user);
    return { account: known, ...(zone === undefined ? {} : { zone }) };
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
    ...(identity.by === 'email' ? { askOnly: true as const } : {}),
  };
};

/** Whatever went wrong, nobody is believed for it; the operator hears why. */
const unsure =
  ({ user }: Sender, log: Log) =>
  (error: unknown): { readonly refused: string } => {
    log.warn({ user, error }, 'It could not be checked who somebody in Slack is');
    return { refused: UNSURE };
  };

function keptUsers({ wire, realNow = () => performance.now() }: WhoParts) {
  const kept = new Map<string, { readonly user: SlackUser; readonly until: number }>();
  return async (id: string): Promise<SlackUser | 'gone'> => {
    const known = kept.get(id);
    if (known && known.until > realNow()) return known.user;
    const user = await wire.user(id).catch((error: unknown) => {
      if (error instanceof WireError && error.kind === 'gone') return 'gone' as const;
      throw error;
    });
    if (user === 'gone') return user;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(id, { user, until: realNow() + CACHE_MS });
    return user;
  };
}

/** Why this user may not use the bot; undefined when everything says "a full member of ours". */
async function faultOf(user: SlackUser, self: Self): Promise<string | undefined> {
  if (user.bot) return BOT;
  if (user.deleted) return GONE;
  const ours = await self.serves(user.team, user.enterprise);
  return user.guest || user.stranger || !ours ? OUTSIDER : undefined;
}

const accountOf = ({ team, user: id }: Sender, user: SlackUser): Account => ({
  ...{ app: 'slack', team, user: id, name: plain(user.name, CAPS.name) || id },
  ...(user.email === undefined ? {} : { email: user.email }),
});

function zoneOf({ zone }: SlackUser): string | undefined {
  if (zone === undefined) return undefined;
  const known = knownZone(zone);
  return known === 'UTC' && zone !== 'UTC' ? undefined : known;
}

import type { Person } from '../../../access/person.ts';
import { createKept } from '../../kept.ts';
import { CAPS, plain } from '../../plain.ts';
import { within } from '../../within.ts';
import { type Activity, tenantOf } from '../door/activity.ts';
import type { TeamsSettings } from '../settings.ts';
import { type Member, type Transport, WireError } from '../wire.ts';

/** The person behind an activity, or a sentence that says why nobody is believed, with who it is said to be where that is known. */
export type Who =
  /** `askOnly` for guests: they ask where a rule names them, and never approve. */
  | { readonly person: Person; readonly askOnly?: 'guest' }
  | { readonly refused: string; readonly claimed?: Person | undefined };

/** How long a roster's answer holds, and how long one is waited for; real milliseconds (HOLES H17). */
const CACHE_MS = 60_000;
const LOOK_UP_MS = 2_000;
const MOST_KEPT = 5_000;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const NOBODY =
  'Teams did not say who you are by your Entra id, so nothing was done. Use your work account of this organisation.';
const BOT = 'A bot cannot ask for access or approve it.';
const OUTSIDER =
  'People of other organisations cannot ask for access or approve it. Use your work account of this organisation.';
const STRANGER =
  'Teams does not list you in this conversation, so nothing was done. Talk to the bot where you are a member.';
const UNSURE =
  'Ajar could not check with Teams who you are, so nothing was done. Please try again in a minute.';

/**
 * Who sent an activity. Only `aadObjectId` of the verified sender counts, never a name or a text (HOLES H1, H3); guests,
 * bots and outsiders are told apart by the conversation's roster, and no answer from it is a refusal (H11, H16).
 */
export function createWho(
  settings: TeamsSettings,
  transport: Pick<Transport, 'member'>,
  realNow: () => number = () => performance.now(),
): (activity: Activity) => Promise<Who> {
  const kept = createKept<Who>(CACHE_MS, MOST_KEPT, realNow);
  return async (activity) => {
    const { from, conversation, serviceUrl } = activity;
    const roster = rosterOf(activity);
    const person = claimedBy(activity, settings);
    if (from.role === 'bot' || from.id.startsWith('28:')) return { refused: BOT, claimed: person };
    if (!person) return { refused: NOBODY };
    if (settings.roster === 'off') return { person };
    const key = JSON.stringify([serviceUrl, conversation.id, roster, from.id, person.id]);
    const known = kept.get(key);
    if (known) return known;
    const member = await lookUp(transport, activity, roster);
    if (member === 'unsure') return { refused: UNSURE, claimed: person };
    const who =
      member === 'stranger'
        ? { refused: STRANGER, claimed: person }
        : judged(member, person, activity, settings);
    return kept.set(key, who);
  };
}

/** Whom Teams names as the sender, before anything is checked: enough for an audit line, never for a deed. */
export function claimedBy({ from }: Activity, settings: TeamsSettings): Person | undefined {
  const id = from.aadObjectId?.toLowerCase() ?? '';
  return isPersonId(id, settings) ? { id, name: plain(from.name ?? '', CAPS.name) || id } : undefined;
}

/** A demo's people have ids that are no GUIDs. */
const isPersonId = (id: string, { auth }: TeamsSettings): boolean =>
  auth === 'off' ? /^[\w-]{1,100}$/.test(id) : GUID.test(id);

/** A team's ordinary channels share its roster, and only the team's id names it; a private channel has one of its own. */
const rosterOf = ({ channelData, conversation }: Activity): string =>
  channelData?.channel?.type === 'private' && channelData.channel.id
    ? channelData.channel.id
    : (channelData?.team?.id ?? conversation.id);

async function lookUp(
  transport: Pick<Transport, 'member'>,
  { serviceUrl, from }: Activity,
  roster: string,
): Promise<Member | 'stranger' | 'unsure'> {
  const asked = transport.member(serviceUrl, roster, from.id).catch((error: unknown) => {
    if (error instanceof WireError) return error.status === 404 ? ('stranger' as const) : ('unsure' as const);
    throw error;
  });
  return within<Member | 'stranger' | 'unsure'>(LOOK_UP_MS, asked, 'unsure');
}

/** Everything must say "of this tenant", and "a user" for more than a guest: a member that does not say so is not believed. */
function judged(member: Member, person: Person, activity: Activity, settings: TeamsSettings): Who {
  const role = member.userRole?.toLowerCase() ?? '';
  const tenant = member.tenantId?.toLowerCase() ?? '';
  const guest = role !== 'user' || /#ext#/i.test(member.userPrincipalName ?? '');
  const foreign = tenant !== tenantOf(activity) || !inTenants(tenant, settings);
  // A token vouches for Teams, not for the body: the roster has to know this sender by the claimed Entra id.
  if ((member.aadObjectId ?? member.objectId)?.toLowerCase() !== person.id) return { refused: STRANGER };
  const named = { id: person.id, name: plain(member.name ?? '', CAPS.name) || person.name };
  // Whoever is neither is anonymous, or nobody that is known.
  if (foreign || (role !== 'user' && role !== 'guest')) return { refused: OUTSIDER, claimed: named };
  return guest ? { person: named, askOnly: 'guest' } : { person: named };
}

/** Whether people of this tenant may use the bot; a demo without signatures may leave the list empty. */
export function inTenants(tenant: string | undefined, { tenants, auth }: TeamsSettings): boolean {
  if (auth === 'off' && tenants.length === 0) return true;
  return tenant !== undefined && tenants.some((allowed) => allowed.toLowerCase() === tenant);
}

import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Place } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';
import { type Activity, isPersonal, otherChannel, saysShared, THREAD, tenantOf } from '../door/activity.ts';

/** What is known of where the bot may speak, learnt from what Teams sends and kept in the store. */
export interface Places {
  /** Where an activity came from. */
  of(activity: Activity): Place;
  /** Remembers it, for speaking there later without having been spoken to; says nothing of who reads there. */
  learn(activity: Activity): Promise<void>;
  /** The bot was removed from there. */
  forget(activity: Activity): Promise<void>;
  /** Where this person reads alone. */
  person(id: string): Promise<Place | undefined>;
  /** Only for a person who is known to be in that place: it is where their cards go from then on. */
  rememberPerson(id: string, place: Place): Promise<void>;
  /** A conversation or channel by its id; undefined for a shared channel, where people of other organisations may read along. */
  named(conversation: string): Promise<Place | undefined>;
  /** Whether it is from a shared channel: it says so, or an earlier one of there did. */
  isShared(activity: Activity): Promise<boolean>;
  /** Whether a place is known to be a shared channel. */
  sharedAt(place: Place): Promise<boolean>;
  /** The serviceUrl last seen for a tenant. */
  serviceOf(tenant: string): Promise<string | undefined>;
  /** True the first time only. */
  firstGreeting(conversation: string): Promise<boolean>;
}

const KeptService = z.object({ service: z.string() });
const Kept = KeptService.extend({ conversation: z.string() });
const SHARED = { shared: true };
const KeptShared = z.object({ shared: z.literal(true) });
const KEPT = {
  person: 'teams/person/',
  place: 'teams/place/',
  tenant: 'teams/tenant/',
  greeted: 'teams/greeted/',
};

/** Under which it is kept where this person reads alone. */
export const privatePlaceKey = (person: string): string => KEPT.person + person;

export function createPlaces(store: Pick<Store, 'remember' | 'recall'>, clock: Clock): Places {
  /** An ordinary message writes nothing. What is there is asked of the store: another process may have written, or erased, since. */
  async function keep(key: string, value: unknown): Promise<void> {
    if (!isDeepStrictEqual(await store.recall(key, clock.now()), value)) await store.remember(key, value);
  }

  async function recall(key: string): Promise<z.infer<typeof Kept> | undefined> {
    return Kept.safeParse(await store.recall(key, clock.now())).data;
  }

  async function sharedAt({ conversation, privateTo }: Place): Promise<boolean> {
    if (privateTo !== undefined) return false;
    // Always as the store has it: another process may have learnt it since.
    return KeptShared.safeParse(await store.recall(KEPT.place + conversation, clock.now())).success;
  }

  /** Not every activity says what kind of channel it is from: one that is known to be shared stays so until another kind is said. */
  async function inShared(activity: Activity): Promise<boolean> {
    const said = otherChannel(activity) === undefined ? saysShared(activity) : undefined;
    return said ?? sharedAt(placeOf(activity));
  }

  return {
    of: placeOf,
    async learn(activity) {
      const { service, conversation } = placeOf(activity);
      const tenant = tenantOf(activity);
      if (tenant) await keep(KEPT.tenant + tenant, { service });
      const kept = (await inShared(activity)) ? SHARED : { service, conversation };
      await keep(KEPT.place + conversation, kept);
      const other = otherChannel(activity);
      if (other !== undefined && saysShared(activity)) await keep(KEPT.place + other, SHARED);
    },
    isShared: inShared,
    sharedAt,
    async forget(activity) {
      const { conversation, privateTo } = placeOf(activity);
      await keep(KEPT.place + conversation, { gone: true });
      // Who is no longer in a place cannot be looked up there: so nobody's other place is forgotten.
      const known = privateTo && (await recall(privatePlaceKey(privateTo)));
      if (known && known.conversation === conversation) await keep(KEPT.person + privateTo, { gone: true });
      await keep(KEPT.greeted + conversation, false);
    },
    async person(id) {
      const kept = await recall(privatePlaceKey(id));
      return kept && { app: 'teams', ...kept, privateTo: id };
    },
    rememberPerson: (id, { service, conversation }) => keep(privatePlaceKey(id), { service, conversation }),
    async named(conversation) {
      const kept = await recall(KEPT.place + conversation);
      return kept && { app: 'teams', ...kept };
    },
    async serviceOf(tenant) {
      const kept = await store.recall(KEPT.tenant + tenant.toLowerCase(), clock.now());
      return KeptService.safeParse(kept).data?.service;
    },
    async firstGreeting(conversation) {
      const key = KEPT.greeted + conversation;
      if ((await store.recall(key, clock.now())) === true) return false;
      await store.remember(key, true);
      return true;
    },
  };
}

/**
 * In a channel Teams calls a conversation `19:…@thread.tacv2;messageid=<root>`: the thread under that root message. A card
 * that is itself the root of its thread was shown in the channel, and only the click on it names a thread.
 */
function placeOf(activity: Activity): Place {
  const { serviceUrl, conversation, replyToId, type, from } = activity;
  const [channel = '', thread] = conversation.id.split(THREAD);
  const onRoot = type === 'invoke' && thread === replyToId;
  const person = from.aadObjectId?.toLowerCase();
  const alone = isPersonal(activity) && person !== undefined;
  return {
    ...{ app: 'teams', service: serviceUrl, conversation: channel },
    ...(thread === undefined || onRoot ? {} : { thread }),
    ...(alone ? { privateTo: person } : {}),
  };
}

/** What Teams calls this place: where a message for it is sent. A group chat has no threads. */
export const teamsId = ({ conversation, thread }: Place): string =>
  thread === undefined || conversation.endsWith(GROUP_CHAT)
    ? conversation
    : `${conversation}${THREAD}${thread}`;

/** https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability: channels end in `@thread.tacv2`. */
const GROUP_CHAT = '@thread.v2';

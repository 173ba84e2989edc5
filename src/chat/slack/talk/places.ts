import type { Accounts } from '../../../ports/accounts.ts';
import { ChatError, type Place } from '../../../ports/chat.ts';
import { createKept } from '../../kept.ts';
import { chatError } from '../send/tries.ts';
import { type SlackChannel, type Wire, WireError } from '../wire.ts';
import type { Members } from './members.ts';
import type { Self } from './self.ts';

/** Where the bot speaks with people. */
export interface Places {
  /** Whom all our places belong to: the bot's own workspace. Throws `ChatError`. */
  team(): Promise<string>;
  /** The conversation with a user. Throws `ChatError`. */
  direct(user: string): Promise<string>;
  /** The direct messages of a user whom we know as this person. Throws `ChatError`. */
  alone(user: string, person: string): Promise<Place>;
  /**
   * The same for a person of whom only the id is known; undefined when no member here is theirs. What is `others'` goes to
   * linked accounts alone, and to no guest's.
   */
  ofPerson(person: string, what?: 'others'): Promise<Place | undefined>;
  /** Whether this is where that person reads alone, or may still: an account may be unlinked, or become a guest's. Throws `ChatError`. */
  isStillOf(person: string, conversation: string, what?: 'others'): Promise<boolean>;
  /** A channel by its id; undefined where cards about requests may not be posted. */
  named(channel: string): Promise<Place | undefined>;
  /** Why cards about requests may not be posted there; undefined when they may. Throws `ChatError` when Slack cannot say. */
  whyShut(channel: string): Promise<string | undefined>;
}

/** How long an answer about a channel holds, in real milliseconds: a channel can be shared at any moment. */
const CHANNEL_MS = 60_000;
const MOST_KEPT = 5_000;
const LINKED = ['linked'] as const;

export interface PlacesParts {
  readonly wire: Pick<Wire['now'], 'channel' | 'direct'>;
  readonly self: Self;
  readonly members: Members;
  readonly accounts: Pick<Accounts, 'userOf'>;
  readonly realNow: () => number;
}

export function createPlaces({ wire, self, members, accounts, realNow }: PlacesParts): Places {
  const directs = createKept<string>(Number.POSITIVE_INFINITY, MOST_KEPT, realNow);
  const channels = createKept<SlackChannel>(CHANNEL_MS, MOST_KEPT, realNow);

  const direct = async (user: string): Promise<string> =>
    directs.get(user) ?? directs.set(user, await said(() => wire.direct(user)));

  async function alone(user: string, person: string): Promise<Place> {
    const conversation = await direct(user);
    return { app: 'slack', service: await said(() => self.team()), conversation, privateTo: person };
  }

  async function* ofAll(person: string, what?: 'others'): AsyncGenerator<Place> {
    for (const team of await said(() => self.teams())) {
      const user = await accounts.userOf(person, 'slack', team, ...(what ? LINKED : []));
      const found = user === undefined ? undefined : await said(() => members.find(user));
      if (user === undefined || found === undefined || 'refused' in found) continue;
      if (found.user.guest && (what || (await accounts.userOf(person, 'slack', team, 'linked')) !== user))
        continue;
      const place = await unlessGone(alone(user, person));
      if (place) yield place;
    }
  }

  const look = async (id: string): Promise<SlackChannel> =>
    channels.set(id, await said(() => wire.channel(id)));

  return {
    ...{ direct, alone },
    team: () => said(() => self.team()),
    async ofPerson(person, what) {
      for await (const place of ofAll(person, what)) return place;
      return undefined;
    },
    async isStillOf(person, conversation, what) {
      // Of an organisation not every workspace is known, so the accounts in it cannot all be looked up.
      if ((await said(() => self.teams())).some((team) => team.startsWith('E'))) return true;
      for await (const place of ofAll(person, what)) if (place.conversation === conversation) return true;
      return false;
    },
    async named(id) {
      const channel = await unlessGone(look(id));
      if (!channel || channel.direct || faultOf(channel)) return undefined;
      return { app: 'slack', service: await said(() => self.team()), conversation: channel.id };
    },
    async whyShut(id) {
      return faultOf(channels.get(id) ?? (await look(id)));
    },
  };
}

/** Nobody outside may read who reaches what, nor press a button there (HOLES H16). */
function faultOf({ external, archived, member }: SlackChannel): string | undefined {
  if (external) return 'this Slack channel is shared with another organisation';
  if (archived) return 'this Slack channel is archived';
  return member ? undefined : 'the bot is not in this Slack channel';
}

async function said<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof WireError ? translated(error) : error;
  }
}

const unlessGone = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (error instanceof ChatError && error.kind === 'gone') return undefined;
    throw error;
  });

/** What Slack did not answer is worth another try; what it refused is no proof that the place is gone. */
const translated = (error: WireError): ChatError =>
  error.kind === 'busy' || error.kind === 'lost'
    ? chatError(error, error.retryAfterMs ?? 1_000)
    : chatError(error);

import { createEmulator } from 'emulate';
import { type Answer, type CheckBlocks, createApi } from './api.ts';
import { type Board, createBoard } from './board.ts';
import type { Call, Fields } from './call.ts';
import { type Client, createClient } from './client.ts';
import { createFaults, type Faults } from './faults.ts';
import { openFront } from './front.ts';
import { createRates } from './rates.ts';
import {
  BOT,
  CHANNELS,
  type ChannelName,
  type Member,
  type Nick,
  OWNER,
  PEOPLE,
  READER,
  SIGNING_SECRET,
  seedOf,
  TEAM,
} from './seed.ts';

/** A Slack workspace on this machine. */
export interface Slack {
  /** What a bot is configured with. */
  readonly settings: {
    readonly apiUrl: string;
    readonly botToken: string;
    readonly signingSecret: string;
    readonly team: string;
  };
  readonly members: Readonly<Record<Nick, Member>>;
  /** The channels' ids. */
  readonly channels: Readonly<Record<ChannelName, string>>;
  readonly board: Board;
  readonly faults: Faults;
  /** Every call of the Web API so far. */
  readonly calls: readonly Call[];
  /** Changes what users.info or conversations.info says of somebody or of a channel. */
  alter(id: string, traits: Fields): void;
  /** Where the app takes what Slack posts: `http://127.0.0.1:3978/slack/events`. */
  connect(url: string): void;
  client(nick: Nick): Client;
  /** A call of the Web API beside the app, with everything allowed. */
  call(method: string, fields: Fields, token?: string): Promise<Answer['body']>;
  close(): Promise<void>;
}

export interface SlackOptions {
  /** Grants the optional scopes that read channels' histories. */
  readonly history?: boolean;
  /** Refuses blocks that Slack would refuse. */
  readonly check?: CheckBlocks;
  /** In which Slack's limits are counted, in milliseconds: the world's time, or whose the bot keeps them in. */
  readonly now?: () => number;
}

/** Starts `emulate` as Slack, and in front of it what it lacks. */
export async function startSlack({
  history = false,
  check = () => [],
  now = Date.now,
}: SlackOptions = {}): Promise<Slack> {
  const emulator = await createEmulator({ service: 'slack', port: 0, seed: { slack: seedOf(history) } });
  const { board, faults, traits, calls } = {
    ...{ board: createBoard(), faults: createFaults() },
    ...{ traits: new Map<string, Fields>(), calls: [] as Call[] },
  };
  const tokens = new Set([BOT.token, READER, OWNER.token, ...PEOPLE.map(({ token }) => token)]);
  const closed = new Set<unknown>();
  const api = createApi({
    ...{ emulator: emulator.url, board, tokens, traits, check, faults },
    closed: (channel) => closed.has(channel),
    rates: createRates(),
  });
  const beside = createApi({
    ...{ emulator: emulator.url, board, tokens, traits, check: () => [], faults: createFaults() },
    closed: () => false,
  });
  const call = async (method: string, fields: Fields, token: string = READER): Promise<Answer['body']> => {
    const { body } = await beside({ method, token, fields, at: now() });
    if (!body.ok) throw new Error(`The sandbox of Slack answers ${method} with ${body.error}.`);
    return body;
  };
  const front = await openFront({ api, board, calls, check, now });
  const members = await membersOf(call, traits);
  const channels = await openChannels(call, traits, closed);
  const app = { url: '' };
  return {
    settings: { apiUrl: front.apiUrl, botToken: BOT.token, signingSecret: SIGNING_SECRET, team: TEAM },
    ...{ members, channels, board, faults, calls, call },
    alter: (id, more) => void traits.set(id, { ...traits.get(id), ...more }),
    connect: (url) => {
      app.url = url;
    },
    client: (nick) =>
      createClient({
        ...{ member: members[nick], board, call },
        responseUrl: front.responseUrl,
        app: () => app.url,
      }),
    async close() {
      await front.close();
      await emulator.close();
    },
  };
}

type Calling = Slack['call'];

/** Slack says it of everybody. */
const NO_GUEST = { is_restricted: false, is_ultra_restricted: false };

async function membersOf(call: Calling, traits: Map<string, Fields>): Promise<Record<Nick, Member>> {
  const { members } = (await call('users.list', { limit: 1_000 })) as unknown as {
    members: readonly { readonly id: string; readonly name: string }[];
  };
  const entries = PEOPLE.map(({ flags, ...person }): [Nick, Member] => {
    const id = members.find(({ name }) => name === person.nick)?.id ?? '';
    traits.set(id, { ...NO_GUEST, ...flags });
    return [person.nick, { ...person, id }];
  });
  return Object.fromEntries(entries) as Record<Nick, Member>;
}

async function openChannels(
  call: Calling,
  traits: Map<string, Fields>,
  closed: Set<unknown>,
): Promise<Record<ChannelName, string>> {
  const { channels } = (await call(
    'conversations.list',
    { types: 'public_channel,private_channel' },
    // The owner is in every channel; the bot is invited only now.
    OWNER.token,
  )) as unknown as { channels: readonly { readonly id: string; readonly name: string }[] };
  const ids = {} as Record<ChannelName, string>;
  for (const { name, bot, shared } of CHANNELS) {
    const id = channels.find((each) => each.name === name)?.id ?? '';
    ids[name] = id;
    if (bot) await call('conversations.invite', { channel: id, users: BOT.user }, OWNER.token);
    else closed.add(id);
    if (shared) traits.set(id, { is_shared: true, is_ext_shared: true });
  }
  return ids;
}

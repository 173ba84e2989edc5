import manifest from '../../manifest/slack/manifest.json' with { type: 'json' };
import { CAST } from '../demo/people.ts';

/** Somebody in the workspace: one of the cast, or one whom no bot should believe. */
export interface Member {
  /** Slack's id of them; another one in every workspace that is started. */
  readonly id: string;
  readonly nick: string;
  readonly name: string;
  readonly email: string;
  /** Speaks for them towards the Web API. */
  readonly token: string;
}

export const TEAM = 'T000000001';
export const BOT = { user: 'U0AJARBOT1', bot: 'B0AJARBOT1', app: 'A0AJARAPP1', token: 'xoxb-ajar' } as const;
/** As long as Slack's own: 32 hexadecimal digits. */
export const SIGNING_SECRET = '5ab0'.repeat(8);

/** Sees all that the bot is in, whatever the bot's own scopes; never given to the bot. */
export const READER = 'xoxb-reader';
/** Whoever made the workspace. */
export const OWNER = { user: 'U000000001', token: 'xoxp-owner' } as const;

/** Outsiders of every kind, and the flags by which users.info tells them: https://docs.slack.dev/reference/objects/user-object */
const OUTSIDERS = [
  { nick: 'gina', name: 'Gina Guest', flags: { is_restricted: true } },
  { nick: 'uma', name: 'Uma Ultra', flags: { is_restricted: true, is_ultra_restricted: true } },
  { nick: 'stan', name: 'Stan Stranger', flags: { is_stranger: true, team_id: 'T0ELSEWHER' } },
  { nick: 'robo', name: 'Robo Robot', flags: { is_bot: true } },
  { nick: 'lena', name: 'Lena Leaver', flags: { deleted: true } },
] as const;

export type Nick = (typeof OUTSIDERS)[number]['nick'] | 'riley' | 'avery' | 'blake' | 'olly' | 'ada' | 'hana';

export const PEOPLE = [
  ...CAST.map(({ nick, name }) => ({ nick: nick as Nick, name, flags: {} })),
  ...OUTSIDERS,
].map((each) => ({ ...each, email: `${each.nick}@example.com`, token: `xoxp-${each.nick}` }));

/** `shared` with another organisation by Slack Connect; `bot` where the bot was invited. */
export const CHANNELS = [
  { name: 'approvals', private: false, bot: true, shared: false },
  { name: 'on-call', private: false, bot: true, shared: false },
  { name: 'war-room', private: true, bot: true, shared: false },
  { name: 'partners', private: false, bot: true, shared: true },
  { name: 'no-bots', private: false, bot: false, shared: false },
] as const;
export type ChannelName = (typeof CHANNELS)[number]['name'];

/** What the app is granted: what its manifest asks for. */
const SCOPES: readonly string[] = manifest.oauth_config.scopes.bot;
/** The optional ones, to find a message whose post was perhaps lost. */
const HISTORY = ['channels:history', 'groups:history', 'im:history'];
const EVERYTHING = [...SCOPES, ...HISTORY, 'channels:manage', 'channels:write', 'groups:write', 'im:read'];

/** The workspace as `emulate` wants it told. */
export const seedOf = (history: boolean): Record<string, unknown> => ({
  team: { name: 'Example', domain: 'example' },
  strict_scopes: true,
  users: PEOPLE.map(({ nick, name, email }) => ({ name: nick, real_name: name, email })),
  channels: CHANNELS.map((channel) => ({ name: channel.name, is_private: channel.private })),
  oauth_apps: [
    {
      ...{ client_id: '1.1', client_secret: 'unused', redirect_uris: [], name: 'Ajar', app_id: BOT.app },
      ...{ bot_id: BOT.bot, bot_user_id: BOT.user, bot_name: 'ajar', scopes: SCOPES },
    },
  ],
  tokens: [
    { token: BOT.token, type: 'bot', scopes: history ? [...SCOPES, ...HISTORY] : SCOPES, ...AS_BOT },
    { token: READER, type: 'bot', scopes: EVERYTHING, ...AS_BOT },
    { token: OWNER.token, type: 'user', user_id: OWNER.user, scopes: EVERYTHING },
    ...PEOPLE.map(({ nick, token }) => ({ token, type: 'user', user: nick, scopes: EVERYTHING })),
  ],
});

const AS_BOT = { user_id: BOT.user, bot_id: BOT.bot, bot_user_id: BOT.user, app_id: BOT.app };

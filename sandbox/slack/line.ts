import { randomUUID } from 'node:crypto';
import type { Answer } from './api.ts';
import type { Board, Shown, ShownView } from './board.ts';
import type { Fields } from './call.ts';
import type { Aside } from './front.ts';
import { BOT, type Member, TEAM } from './seed.ts';
import { type Delivered, deliver, sign } from './sign.ts';

export interface ClientDeps {
  readonly member: Member;
  readonly board: Board;
  call(method: string, fields: Fields, token?: string): Promise<Answer['body']>;
  readonly responseUrl: (aside: Aside) => string;
  /** Where the app takes what Slack posts. */
  readonly app: () => string;
}

/** One person's line to the app: the three shapes in which Slack posts to it, signed. */
export interface Line {
  /** A slash command. */
  command(fields: Readonly<Record<string, string>>): Promise<Delivered>;
  /** Clicks, shortcuts, forms and type-aheads. */
  interact(payload: Fields): Promise<Delivered>;
  happen(event: Fields): Promise<Delivered>;
  /** A new trigger id, good for 3 s. */
  trigger(view?: ShownView): Promise<string>;
}

export function createLine({ member, call, app }: ClientDeps): Line {
  const user = member.id;
  const form = (fields: Readonly<Record<string, string>>): Promise<Delivered> =>
    deliver(app(), sign(new URLSearchParams(fields).toString(), 'x-www-form-urlencoded'));
  const sender = {
    ...{ token: 'unused', api_app_id: BOT.app, is_enterprise_install: false },
    team: { id: TEAM, domain: 'example' },
    user: { id: user, username: member.nick, name: member.nick, team_id: TEAM },
  };
  return {
    command: (fields) =>
      form({
        ...{ token: 'unused', api_app_id: BOT.app, team_id: TEAM, team_domain: 'example' },
        ...{ user_id: user, user_name: member.nick, is_enterprise_install: 'false', ...fields },
      }),
    interact: (payload) => form({ payload: JSON.stringify({ ...sender, ...payload }) }),
    happen: (event) => deliver(app(), sign(eventOf(user, event), 'json')),
    async trigger(view) {
      const asked = { user_id: user, ...(view ? { view_id: view.id } : {}) };
      return String((await call('views.generateTriggerId', asked, BOT.token)).trigger_id);
    },
  };
}

/** Slack's clock, as an action's or an event's id has it. */
export const stamp = (): string => (Date.now() / 1_000).toFixed(6);

const eventOf = (user: string, event: Fields): string =>
  JSON.stringify({
    ...{ token: 'unused', team_id: TEAM, api_app_id: BOT.app, type: 'event_callback' },
    ...{ event_id: `Ev${randomUUID()}`, event_time: Math.floor(Date.now() / 1_000) },
    authorizations: [{ team_id: TEAM, user_id: BOT.user, is_bot: true, is_enterprise_install: false }],
    event: { user, team: TEAM, event_ts: stamp(), client_msg_id: randomUUID(), ...event },
  });

/** A message as block_actions carries it; Slack leaves it out where only one person sees it. */
export function clickedOn({ channel, ts, thread, text, blocks, onlyTo }: Shown): Fields {
  const threaded = thread ? { thread_ts: thread } : {};
  const message = { type: 'message', user: BOT.user, bot_id: BOT.bot, ts, text, blocks, ...threaded };
  return {
    channel: { id: channel, name: channel.startsWith('D') ? 'directmessage' : 'channel' },
    container: {
      ...{ type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: onlyTo !== undefined },
      ...threaded,
    },
    ...(onlyTo === undefined ? { message } : {}),
    state: { values: {} },
  };
}

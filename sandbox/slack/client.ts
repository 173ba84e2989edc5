import { type Pressable, pressables } from './blocks.ts';
import type { Shown, ShownView } from './board.ts';
import type { Fields } from './call.ts';
import { showAside } from './front.ts';
import { type ClientDeps, clickedOn, createLine, stamp } from './line.ts';
import { createModal, type Modal } from './modal.ts';
import { BOT, type Member } from './seed.ts';
import type { Delivered } from './sign.ts';

/** One person's Slack: what they do becomes the signed requests that Slack would post to the app. */
export interface Client extends Modal {
  readonly member: Member;
  /** `/jit open …`; `text` without the command. */
  command(text: string, channel: string, command?: string): Promise<Delivered>;
  /** Writes to the bot directly. */
  say(text: string): Promise<Delivered>;
  /** Mentions the bot in a channel. */
  mention(text: string, channel: string, thread?: string): Promise<Delivered>;
  openHome(): Promise<Delivered>;
  shortcut(callback: string): Promise<Delivered>;
  messageShortcut(callback: string, channel: string, ts: string): Promise<Delivered>;
  /** Presses the button, or picks the menu's option, with this title. */
  press(title: string, on: Shown | ShownView): Promise<Delivered>;
  /** Sends an action as it is, whatever the message shows. */
  act(action: Fields, on: Shown | ShownView): Promise<Delivered>;
  /** The channel with the bot. */
  direct(): Promise<string>;
}

export function createClient(deps: ClientDeps): Client {
  const { member, board, call, responseUrl } = deps;
  const user = member.id;
  const line = createLine(deps);
  const write = async (text: string, channel: string, thread?: string): Promise<string> => {
    const message = { channel, text, ...(thread ? { thread_ts: thread } : {}) };
    return String((await call('chat.postMessage', message, member.token)).ts);
  };
  const direct = async (): Promise<string> => {
    const { channel } = await call('conversations.open', { users: user });
    return String((channel as Fields).id);
  };
  const act = async (action: Fields, on: Shown | ShownView): Promise<Delivered> => {
    const actions = [{ ...action, action_ts: stamp() }];
    if ('ts' in on)
      return line.interact({
        ...{ ...clickedOn(on), type: 'block_actions', actions, trigger_id: await line.trigger() },
        response_url: responseUrl({ user, channel: on.channel, ts: on.ts }),
      });
    return line.interact({
      ...{ type: 'block_actions', actions, trigger_id: await line.trigger(on) },
      ...{ container: { type: 'view', view_id: on.id }, view: modal.viewNow(on) },
    });
  };
  const modal = createModal(deps, line, act);
  return {
    ...{ member, act, direct },
    ...modal,
    async command(text, channel, command = '/jit') {
      const response_url = responseUrl({ user, channel });
      const trigger_id = await line.trigger();
      const delivered = await line.command({ channel_id: channel, command, text, trigger_id, response_url });
      if (delivered.status === 200 && delivered.body !== '')
        showAside(board, { user, channel }, messageIn(delivered.body));
      return delivered;
    },
    async say(text) {
      const channel = await direct();
      const ts = await write(text, channel);
      return line.happen({ type: 'message', channel_type: 'im', text, channel, ts });
    },
    async mention(text, channel, thread) {
      const said = `<@${BOT.user}> ${text}`;
      const ts = await write(said, channel, thread);
      const threaded = thread ? { thread_ts: thread } : {};
      return line.happen({ type: 'app_mention', text: said, channel, ts, ...threaded });
    },
    openHome: async () => line.happen({ type: 'app_home_opened', channel: await direct(), tab: 'home' }),
    shortcut: async (callback_id) =>
      line.interact({ type: 'shortcut', callback_id, trigger_id: await line.trigger(), action_ts: stamp() }),
    async messageShortcut(callback_id, channel, ts) {
      const { user: writer, text } = board.find(channel, ts) ?? { user: '', text: '' };
      return line.interact({
        ...{ type: 'message_action', callback_id, trigger_id: await line.trigger() },
        ...{ channel: { id: channel, name: 'channel' }, message_ts: ts, action_ts: stamp() },
        response_url: responseUrl({ user, channel }),
        message: { type: 'message', user: writer, text, ts },
      });
    },
    press: async (title, on) => act(pressed(title, on.blocks).action, on),
  };
}

/** A slash command may be answered with plain words or with a message. */
const messageIn = (body: string): Fields =>
  body.startsWith('{') ? (JSON.parse(body) as Fields) : { text: body };

/** By its whole title, by the end of what a screen reader says, or by how the title begins. */
export function findPressable(title: string, blocks: readonly unknown[]): Pressable | undefined {
  const all = pressables(blocks);
  return (
    all.find((each) => each.title === title) ??
    all.find((each) => each.spoken === title || each.spoken.endsWith(` ${title}`)) ??
    all.find((each) => each.title.startsWith(`${title} `))
  );
}

function pressed(title: string, blocks: readonly unknown[]): Pressable {
  const found = findPressable(title, blocks);
  if (found) return found;
  throw new Error(`There is no "${title}" in ${JSON.stringify(blocks)}.`);
}

import {
  type Message,
  type SlackChannel,
  type SlackUser,
  type View,
  type Wire,
  WireError,
} from '../../../src/chat/slack/wire.ts';
import { TEAM } from './payloads.ts';

/** A trigger lives three seconds and opens one view; a response_url is good five times; three views stand on each other. */
const TRIGGER_MS = 3_000;
const URL_USES = 5;

export interface Posted {
  readonly channel: string;
  readonly thread?: string;
  message: Message;
  edits: number;
}

/** Slack as a conversation sees it, in memory, with Slack's own limits. Its time moves when a test says so. */
export interface SmallSlack {
  readonly wire: Wire;
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, SlackChannel>;
  /** By ts. */
  readonly posted: Map<string, Posted>;
  /** What one user alone was shown, oldest first. */
  readonly asides: { readonly to: string; readonly where: string; message: Message; replaced?: true }[];
  /** Modals by id, as they are now, and which user has them open. */
  readonly views: Map<string, { view: View; hash: string }>;
  readonly homes: Map<string, View>;
  readonly files: { readonly channel: string; readonly name: string }[];
  /** Every call by its name, in order. */
  readonly calls: string[];
  /** Runs before a call of this name is answered; may hang or throw. */
  readonly before: Map<keyof Wire['now'] | keyof Wire['later'], () => Promise<void>>;
  trigger(): string;
  responseUrl(user: string): string;
  pass(ms: number): void;
}

export const BOT = 'U0AJAR';

export function createSmallSlack(): SmallSlack {
  let now = 0;
  let count = 0;
  const next = (prefix: string): string => `${prefix}${++count}`;
  const triggers = new Map<string, number>();
  const urls = new Map<string, { readonly user: string; uses: number }>();
  const userGroups = new Map<string, readonly string[]>();
  const slack: Omit<SmallSlack, 'wire'> = {
    ...{ users: new Map(), channels: new Map(), posted: new Map(), asides: [], views: new Map() },
    ...{ homes: new Map(), files: [], calls: [], before: new Map() },
    trigger() {
      const trigger = next('trigger-');
      triggers.set(trigger, now);
      return trigger;
    },
    responseUrl(user) {
      const url = `https://hooks.slack.com/${next('url-')}`;
      urls.set(url, { user, uses: URL_USES });
      return url;
    },
    pass(ms) {
      now += ms;
    },
  };
  const { users, channels, posted, asides, views, homes, files } = slack;

  const method = async <T>(name: keyof Wire['now'] | keyof Wire['later'], answer: () => T): Promise<T> => {
    slack.calls.push(name);
    await slack.before.get(name)?.();
    return answer();
  };
  const known = <T>(map: ReadonlyMap<string, T>, key: string, code: string): T => {
    const found = map.get(key);
    if (found === undefined) throw new WireError('gone', code);
    return found;
  };

  const nowCalls: Wire['now'] = {
    openView: (trigger, view) =>
      method('openView', () => {
        const made = triggers.get(trigger);
        if (made === undefined) throw new WireError('refused', 'exchanged_trigger_id');
        if (now - made >= TRIGGER_MS) throw new WireError('refused', 'expired_trigger_id');
        triggers.delete(trigger);
        const id = next('V');
        views.set(id, { view, hash: next('hash-') });
        return { id, hash: views.get(id)?.hash ?? '' };
      }),
    updateView: (id, view, hash) =>
      method('updateView', () => {
        const open = known(views, id, 'not_found');
        if (hash !== undefined && hash !== open.hash) throw new WireError('refused', 'hash_conflict');
        views.set(id, { view, hash: next('hash-') });
      }),
    aside: (channel, user, message) =>
      method('aside', () => {
        if (!known(channels, channel, 'channel_not_found').member)
          throw new WireError('gone', 'not_in_channel');
        asides.push({ to: user, where: channel, message });
      }),
    respond: (url, message, replaces) =>
      method('respond', () => {
        const address = known(urls, url, 'used_url');
        if (address.uses === 0) throw new WireError('gone', 'used_url');
        address.uses -= 1;
        asides.push({ to: address.user, where: url, message, ...(replaces ? { replaced: true } : {}) });
      }),
    user: (user) => method('user', () => known(users, user, 'user_not_found')),
    channel: (channel) => method('channel', () => known(channels, channel, 'channel_not_found')),
    direct: (user) => method('direct', () => `D${known(users, user, 'user_not_found').id}`),
    userGroup: (group) => method('userGroup', () => known(userGroups, group, 'no_such_subteam')),
    permalink: (channel, ts) =>
      method('permalink', () => {
        known(channels, channel, 'channel_not_found');
        return `https://example.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
      }),
    self: () => method('self', () => ({ team: TEAM, user: BOT, bot: 'B0AJAR' })),
  };
  const later: Wire['later'] = {
    post: (channel, message, thread) =>
      method('post', () => {
        if (!channel.startsWith('D') && !known(channels, channel, 'channel_not_found').member)
          throw new WireError('gone', 'not_in_channel');
        const ts = `1700000000.${String(++count).padStart(6, '0')}`;
        posted.set(ts, { channel, message, edits: 0, ...(thread === undefined ? {} : { thread }) });
        return ts;
      }),
    update: (_channel, ts, message) =>
      method('update', () => {
        const there = known(posted, ts, 'message_not_found');
        posted.set(ts, { ...there, message, edits: there.edits + 1 });
      }),
    find: () => method('find', () => undefined),
    publishHome: (user, view) => method('publishHome', () => void homes.set(user, view)),
    upload: (channel, { name }) => method('upload', () => void files.push({ channel, name })),
  };
  return { ...slack, wire: { now: nowCalls, later } };
}

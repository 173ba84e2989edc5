import type { Log } from '../../../ports/log.ts';
import type { SlackSettings } from '../settings.ts';
import type { Wire } from '../wire.ts';
import {
  CHANNEL,
  channelOf,
  GROUP,
  HISTORY,
  LINKED,
  NOTHING,
  OPENED,
  POSTED,
  SELF,
  UPLOAD,
  USER,
  userOf,
  VIEWED,
} from './answers.ts';
import { type Call, createCall } from './call.ts';
import { MARKED, messageArgs, postArgs } from './message-args.ts';
import { putFile, respond } from './post-outside.ts';

/** Limits of one call; real milliseconds. A trigger lives for 3 s: https://docs.slack.dev/interactivity */
const NOW_MS = 2_500;
const LATER_MS = 10_000;
/** How many of the newest messages are looked through for a lost one. */
const NEWEST = 100;
/** A thread is answered from its beginning; the most that Slack gives at once. */
const NEWEST_IN_THREAD = 999;

type Api = Pick<SlackSettings, 'botToken' | 'apiUrl'>;
type Self = Awaited<ReturnType<Wire['now']['self']>>;

/** Slack's Web API, by two clients that know nothing of each other's waiting. */
export function createWire(settings: Api, log: Log): Wire {
  const now = createCall(settings, NOW_MS, log);
  const self = createSelfReader(now);
  return {
    now: interactive(settings, now, self),
    later: background(settings, createCall(settings, LATER_MS, log), self),
  };
}

function interactive(settings: Api, call: Call, self: () => Promise<Self>): Wire['now'] {
  return {
    openView: async (trigger_id, view) => (await call('views.open', { trigger_id, view }, VIEWED)).view,
    async updateView(view_id, view, hash) {
      await call('views.update', { view_id, view, hash }, NOTHING);
    },
    async aside(channel, user, message, thread_ts) {
      await call('chat.postEphemeral', { channel, user, thread_ts, ...messageArgs(message) }, NOTHING);
    },
    respond: (url, message, replaces) => respond(settings, url, message, NOW_MS, replaces),
    user: async (user) => userOf(await call('users.info', { user }, USER)),
    channel: async (channel) => channelOf(await call('conversations.info', { channel }, CHANNEL)),
    direct: async (users) => (await call('conversations.open', { users }, OPENED)).channel.id,
    userGroup: async (usergroup, team_id) =>
      (await call('usergroups.users.list', { usergroup, ...(team_id && { team_id }) }, GROUP)).users,
    permalink: async (channel, message_ts) =>
      (await call('chat.getPermalink', { channel, message_ts }, LINKED)).permalink,
    self,
  };
}

function background(settings: Api, call: Call, self: () => Promise<Self>): Wire['later'] {
  return {
    post: async (channel, message, thread_ts) =>
      (await call('chat.postMessage', { channel, thread_ts, ...postArgs(message) }, POSTED)).ts,
    async update(channel, ts, message) {
      await call('chat.update', { channel, ts, ...messageArgs(message), blocks: message.blocks }, NOTHING);
    },
    async find(channel, mark, thread) {
      // Any app may mark its messages, so they count only when they are ours.
      const { user } = await self();
      const newest = { channel, limit: NEWEST, include_all_metadata: true };
      const { messages } =
        thread === undefined
          ? await call('conversations.history', newest, HISTORY)
          : await call('conversations.replies', { ...newest, ts: thread, limit: NEWEST_IN_THREAD }, HISTORY);
      const isIt = ({ metadata }: (typeof messages)[number]): boolean =>
        metadata?.event_type === MARKED && metadata.event_payload?.mark === mark;
      return messages.find((message) => message.user === user && isIt(message))?.ts;
    },
    async publishHome(user_id, view) {
      await call('views.publish', { user_id, view }, NOTHING);
    },
    async upload(channel_id, file, thread_ts) {
      const bytes = Buffer.from(file.text, 'utf8');
      const asked = { filename: file.name, length: bytes.length };
      const { upload_url, file_id } = await call('files.getUploadURLExternal', asked, UPLOAD);
      await putFile(settings, upload_url, bytes, LATER_MS);
      const files = [{ id: file_id, title: file.title }];
      await call('files.completeUploadExternal', { files, channel_id, thread_ts }, NOTHING);
    },
  };
}

/** auth.test, asked once; a failure is not remembered. */
function createSelfReader(call: Call): () => Promise<Self> {
  let known: Promise<Self> | undefined;
  const read = async (): Promise<Self> => {
    const { team_id, user_id, bot_id, enterprise_id } = await call('auth.test', {}, SELF);
    return {
      team: team_id,
      user: user_id,
      bot: bot_id,
      ...(enterprise_id ? { enterprise: enterprise_id } : {}),
    };
  };
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

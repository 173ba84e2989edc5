import type { TextFile } from '../../../ports/chat.ts';
import type { Log } from '../../../ports/log.ts';
import type { Time } from '../../time.ts';
import { within } from '../../within.ts';
import type { SlackSettings } from '../settings.ts';
import type { Message, View, Wire } from '../wire.ts';
import { type Rate, stopped } from './gate.ts';
import { createLanes } from './lanes.ts';
import { createNewest } from './newest.ts';
import { createPost } from './post.ts';
import { onceOnly } from './tries.ts';

// https://docs.slack.dev/apis/web-api/rate-limits: one post a second in a channel, with short bursts; 50 chat.update and 100
// views.publish a minute in the whole workspace. Burst and steady rate together stay below that in any minute.
const POSTS: Rate = { burst: 3, everyMs: 1_000 };
const UPDATES: Rate = { burst: 25, everyMs: 2_400 };
const HOMES: Rate = { burst: 20, everyMs: 800 };

/** Everything that nobody waits for, within Slack's limits, so that one throttled channel delays no other. Throws `ChatError`. */
export interface Sends {
  /**
   * Posts a message, or redraws the one at `ts`; answers its ts. Of several drawings of one message that wait only the newest is
   * sent. A post with a `mark` whose answer was lost is looked up before it is tried again, where Slack lets us; else the message
   * may be there twice, and never not at all.
   */
  show(
    channel: string,
    message: Message,
    at?: { readonly ts?: string; readonly thread?: string },
  ): Promise<string>;
  home(user: string, view: View): Promise<void>;
  send(channel: string, file: TextFile, thread?: string): Promise<void>;
  /** Resolves once nothing is in flight, or after `limitMs`; later sends are refused. */
  stop(limitMs: number): Promise<void>;
}

export interface SendsParts {
  readonly wire: Wire['later'];
  readonly settings: Pick<SlackSettings, 'history'>;
  readonly log: Log;
  readonly time: Time;
}

export function createSends({ wire, settings, log, time }: SendsParts): Sends {
  const stopping = new AbortController();
  const posts = createLanes(POSTS, time, stopping.signal);
  const files = createLanes(POSTS, time, stopping.signal);
  const updates = createNewest(UPDATES, time, stopping.signal);
  const homes = createNewest(HOMES, time, stopping.signal);
  const post = createPost({ wire, settings, log, time });
  let closed = false;
  const open = async <T>(run: () => Promise<T>): Promise<T> => {
    if (closed) throw stopped();
    return run();
  };
  return {
    show: (channel, message, { ts, thread } = {}) =>
      open(async () => {
        if (ts === undefined) return posts.run(channel, () => post(channel, message, thread));
        await updates.run(channel, `${channel} ${ts}`, () => wire.update(channel, ts, message));
        return ts;
      }),
    home: (user, view) => open(() => homes.run(user, user, () => wire.publishHome(user, view))),
    send: (channel, file, thread) =>
      open(() => files.run(channel, () => onceOnly(() => wire.upload(channel, file, thread)))),
    async stop(limitMs) {
      closed = true;
      const queues = [posts, files, updates, homes];
      await within(limitMs, Promise.all(queues.map((queue) => queue.settled())), undefined);
      stopping.abort();
    },
  };
}

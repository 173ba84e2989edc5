import type { Log } from '../../../ports/log.ts';
import type { Time } from '../../time.ts';
import type { SlackSettings } from '../settings.ts';
import { type Wire, WireError } from '../wire.ts';
import { busy } from './gate.ts';
import { onceOnly } from './tries.ts';

/** When a post whose answer was lost, and that was not found, is tried again: it may be on its way yet. Milliseconds. */
const DOUBT_MS = 10_000;
const MOST_DOUBTS = 1_000;
/** For so long a post may be there that the process before this one made and could not save; milliseconds. */
const AFTER_START_MS = 60_000;

export interface PostParts {
  readonly wire: Pick<Wire['later'], 'post' | 'find' | 'update'>;
  readonly settings: Pick<SlackSettings, 'history'>;
  readonly log: Log;
  readonly time: Time;
}

/**
 * Posts, but does not repeat blindly: Slack takes no key by which it would know a post again, so a lost one is looked for by its
 * mark. Where that is not allowed a marked message is posted once more, so that it is there at least once; one without a mark
 * is given up.
 */
export function createPost({ wire, settings, log, time }: PostParts): Wire['later']['post'] {
  const doubts = new Set<string>();
  const startedAt = time.now();
  const find = async (channel: string, mark: string, thread?: string): Promise<string | undefined> => {
    // Direct messages are ours to read without the optional scopes.
    if (!settings.history && !channel.startsWith('D')) return undefined;
    try {
      return await wire.find(channel, mark, thread);
    } catch (error) {
      if (!(error instanceof WireError) || error.kind === 'busy' || error.kind === 'lost') throw error;
      log.warn({ channel, reason: error.code }, 'A message in Slack cannot be looked up');
      return undefined;
    }
  };
  const doubt = (mark: string): void => {
    if (doubts.size >= MOST_DOUBTS) doubts.clear();
    doubts.add(mark);
  };
  return async (channel, message, thread) => {
    const { mark } = message;
    if (mark === undefined) return onceOnly(() => wire.post(channel, message, thread));
    if (doubts.has(mark) || time.now() - startedAt < AFTER_START_MS) {
      const there = await find(channel, mark, thread);
      // It says what was true when it was posted, and may have buttons that are none any more.
      if (there !== undefined) await wire.update(channel, there, message);
      doubts.delete(mark);
      if (there !== undefined) return there;
    }
    try {
      return await wire.post(channel, message, thread);
    } catch (error) {
      if (!(error instanceof WireError && error.kind === 'lost')) throw error;
      doubt(mark);
      log.warn({ channel, reason: error.code }, 'A message may be in Slack, but the answer was lost');
      const there = await find(channel, mark, thread);
      if (there === undefined)
        throw busy('Slack may have the message, but its answer was lost', DOUBT_MS, error);
      doubts.delete(mark);
      return there;
    }
  };
}

import { randomUUID } from 'node:crypto';
import { ChatError } from '../../../ports/chat.ts';
import { type Message, type Wire, WireError } from '../wire.ts';

/** How one sender of one delivery is answered so that nobody else sees it. */
export interface Way {
  readonly channel: string;
  readonly user: string;
  readonly thread?: string;
  /** Reaches them in any channel, whether the bot is in it or not. */
  readonly responseUrl?: string;
  /** Set where everything is answered aside, and not refusals and questions alone. */
  readonly everything?: true;
}

/** Ways to answer aside, under handles that are safe to keep. The addresses are secrets and stay in memory. */
export interface Asides {
  /** A handle, good for `Place.aside`. */
  keep(way: Way): string;
  find(handle: string | undefined): Way | undefined;
  /** Whether it was shown: not when the handle or its address is used up. */
  use(handle: string, message: Message): Promise<boolean>;
}

/** Of a response_url: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const USES = 5;
const GOOD_FOR_MS = 30 * 60_000;
const MOST_KEPT = 2_000;

interface Kept {
  readonly way: Way;
  readonly until: number;
  uses: number;
}

export function createAsides(wire: Pick<Wire['now'], 'aside' | 'respond'>, realNow: () => number): Asides {
  const kept = new Map<string, Kept>();
  const live = (handle: string | undefined): Kept | undefined => {
    const found = handle === undefined ? undefined : kept.get(handle);
    return found && found.until > realNow() ? found : undefined;
  };
  return {
    keep(way) {
      const oldest = kept.size >= MOST_KEPT ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      const handle = randomUUID();
      kept.set(handle, { way, until: realNow() + GOOD_FOR_MS, uses: USES });
      return handle;
    },
    find: (handle) => live(handle)?.way,
    async use(handle, message) {
      const found = live(handle);
      if (!found) return false;
      const { channel, user, thread, responseUrl } = found.way;
      if (responseUrl === undefined) return shown(wire.aside(channel, user, message, thread));
      if (found.uses === 0) return false;
      found.uses -= 1;
      return shown(wire.respond(responseUrl, message));
    },
  };
}

/** Whether a sending got through. Where it did not, the caller has another place. */
export const shown = (sending: Promise<unknown>): Promise<boolean> =>
  sending.then(
    () => true,
    (error: unknown) => {
      if (error instanceof WireError || error instanceof ChatError) return false;
      throw error;
    },
  );

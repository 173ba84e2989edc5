import { ChatError } from '../../../ports/chat.ts';
import type { Time } from '../../time.ts';

/** So many at once, and one more every so often. */
export interface Rate {
  readonly burst: number;
  readonly everyMs: number;
}

/** Lets sends through within a rate, and none while Slack wants none. */
export interface Gate {
  /** Resolves when it is this one's turn. Throws `ChatError` (busy) when that is too far off. */
  enter(): Promise<void>;
  hold(ms: number): void;
  /** Whether it says nothing that a new one would not. */
  isIdle(): boolean;
}

/** Longer waits that Slack asks for are the caller's; milliseconds. */
export const LONGEST_HOLD_MS = 5_000;
/** So much may wait for its turn; what is more comes back when there is room. */
const LONGEST_QUEUE_MS = 30_000;

export function createGate({ burst, everyMs }: Rate, time: Time, signal: AbortSignal): Gate {
  let notBefore = 0;
  /** When the bucket is full again: one number says it all (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). */
  let fullAt = 0;
  let comeBackAt = 0;
  const wait = async (ms: number): Promise<void> => {
    if (ms <= 0) return;
    try {
      await time.pause(ms, signal);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AbortError')) throw error;
      throw stopped();
    }
  };
  return {
    async enter() {
      for (let held = notBefore - time.now(); held > 0; held = notBefore - time.now()) {
        if (held > LONGEST_HOLD_MS) throw busy('Slack asked to wait', held);
        await wait(held);
      }
      const now = time.now();
      const ahead = fullAt - (burst - 1) * everyMs - now;
      if (ahead > LONGEST_QUEUE_MS) {
        // One after the other, so that they do not all come back at once.
        comeBackAt = Math.max(comeBackAt, now + ahead) + everyMs;
        throw busy('Too much waits to be sent to Slack', comeBackAt - now);
      }
      fullAt = Math.max(fullAt, now) + everyMs;
      await wait(ahead);
    },
    hold(ms) {
      notBefore = Math.max(notBefore, time.now() + ms);
    },
    isIdle: () => Math.max(notBefore, fullAt) <= time.now(),
  };
}

export const busy = (message: string, retryAfterMs: number, cause?: unknown): ChatError =>
  new ChatError('busy', message, { retryAfterMs: Math.ceil(retryAfterMs), cause });

export const stopped = (): ChatError => busy('Ajar is stopping', 1_000);

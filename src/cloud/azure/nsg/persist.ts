import { CloudError } from '../../../ports/provider.ts';
import { outOfTime } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { readVendorError } from '../wire/vendor-error.ts';

/** Less than this is too little to learn what became of a change: then it is left for the next deed. */
const ENOUGH_MS = 7000;
const MOST_TRIES = 5;
const FIRST_PAUSE_MS = 250;

/**
 * Repeats a change that Azure surely did not take because something else was changing there: a lock of its own (409, 429
 * `RetryableErrorDueToAnotherOperation`), a priority or a version that was somebody else's a moment before (412). Throws
 * the last failure when it does not pass within the deed's time.
 */
export async function persist<T>(
  clients: Clients,
  deadline: Deadline,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    if (deadline.leftMs() < Math.min(ENOUGH_MS, clients.limitMs / 2)) throw outOfTime(clients);
    try {
      return await attempt();
    } catch (error) {
      const pause = error instanceof CloudError && passes(error) ? pauseAfter(error, tries) : undefined;
      if (pause === undefined || tries >= MOST_TRIES || pause + ENOUGH_MS > deadline.leftMs()) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** True for what was surely not taken and may be in a moment. */
export const passes = (error: CloudError): boolean =>
  error.nothingSent && (error.kind === 'busy' || readVendorError(error.cause).status === 412);

const pauseAfter = ({ retryAfterMs }: CloudError, tries: number): number =>
  retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1);

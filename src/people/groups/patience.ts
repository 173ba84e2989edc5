import type { Clock } from '../../ports/clock.ts';
import { Unknown } from '../../ports/people.ts';
import { CloudError } from '../../ports/provider.ts';

/** What is told beyond this is not believed. Real milliseconds. */
const LONGEST_MS = 60_000;

/**
 * Asks nothing more of a directory until the time is over that it asked for (Retry-After): who clicks meanwhile is told so
 * at once. Whatever goes wrong comes out as `Unknown`.
 */
export function createPatience(clock: Clock) {
  let until = new Date(0);
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (clock.now() < until)
      throw new Unknown('The directory is busy just now and asked to be left alone for a while.');
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (error.kind === 'busy' && error.retryAfterMs !== undefined) {
        const wait = clock.spanOf(Math.min(LONGEST_MS, error.retryAfterMs));
        until = new Date(clock.now().getTime() + wait);
      }
      throw new Unknown(error.message, { cause: error });
    }
  };
}

import { CloudError } from '../../../ports/provider.ts';

/** Of one page; a wait longer than this is the caller's to tell. */
const MOST_TRIES = 4;
const LONGEST_WAIT_MS = 5_000;

/** Waits as long as Azure asks for and tries again, where that is short: a list of many pages is not given up for one. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const waitMs = error instanceof CloudError && error.kind === 'busy' ? error.retryAfterMs : undefined;
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || tries === MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

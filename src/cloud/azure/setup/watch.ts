import { setTimeout as sleep } from 'node:timers/promises';
import { CloudError } from '../../../ports/provider.ts';

/** A write was recorded to take 1 to 4 s; this often it is looked at meanwhile. */
const EVERY_MS = 400;

/** What a look showed. */
interface Seen<D> {
  readonly last: D;
}

/**
 * Does the work and looks meanwhile: there is no ETag, so this alone shows what somebody else wrote between our reading and
 * the moment at which ours took its place. Answers the last look that `counts`; one that fails is left out.
 */
export async function whileWatching<T, D>(
  work: () => Promise<T>,
  look: () => Promise<D>,
  counts: (seen: D) => boolean,
): Promise<{ readonly value: T; readonly seen?: Seen<D> }> {
  const stop = new AbortController();
  const watching = watch(look, counts, stop.signal);
  try {
    const value = await work();
    stop.abort();
    const seen = await watching;
    return { value, ...(seen && { seen }) };
  } finally {
    stop.abort();
    await watching;
  }
}

async function watch<D>(
  look: () => Promise<D>,
  counts: (seen: D) => boolean,
  signal: AbortSignal,
): Promise<Seen<D> | undefined> {
  let seen: Seen<D> | undefined;
  while (await rested(signal)) {
    try {
      const last = await look();
      if (counts(last)) seen = { last };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
    }
  }
  return seen;
}

/** False once the work is done. */
async function rested(signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(EVERY_MS, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

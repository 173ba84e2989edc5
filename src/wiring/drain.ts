import { setTimeout as sleep } from 'node:timers/promises';
import type { Listeners } from '../http/listeners.ts';
import type { Log } from '../ports/log.ts';

/** Real milliseconds. */
export interface StopSettings {
  /** How long it goes on taking what comes after it has said that it is stopping: balancers need a while to hear that. */
  readonly graceMs: number;
  /** And how long what is under way may take from then on. */
  readonly limitMs: number;
}

/** Something that takes work, or does it. */
export interface Stops {
  stop(): void | Promise<void>;
}

export interface DrainParts {
  readonly listeners: Pick<Listeners, 'letGo' | 'close' | 'end'>;
  /** In this order: what brings work before what does it. */
  readonly working: readonly Stops[];
  /** What tells of all that, once it has ended. */
  readonly last?: Stops;
  readonly store: { close(): Promise<void> };
  readonly log: Log;
}

/**
 * Ends in order: who clicked is answered, and what was begun is done or put down; only then the store is closed. After the limit
 * it ends all the same, as it would in a crash: what was saved is gone on with, and a deed whose call may still be under way in
 * the cloud keeps its lease, so that nobody sends a second one.
 */
export async function drain(
  { listeners, working, last, store, log }: DrainParts,
  { graceMs, limitMs }: StopSettings,
): Promise<void> {
  listeners.letGo();
  if (graceMs > 0) await sleep(graceMs);
  const inOrder = async (): Promise<true> => {
    await listeners.close();
    // All at once: a clockwork that still began deeds would keep the chat apps busy, and they each other.
    const ended = await Promise.allSettled(working.map(async (each) => each.stop()));
    for (const each of ended)
      if (each.status === 'rejected')
        log.error({ error: each.reason }, 'a part of Ajar did not stop in order');
    await last?.stop();
    return true;
  };
  const limit = new AbortController();
  const late = sleep(limitMs, false, { signal: limit.signal }).catch(() => false);
  if (!(await Promise.race([inOrder(), late])))
    log.warn(
      { limitMs },
      'what is under way takes too long to wait for; it is gone on with after the next start',
    );
  limit.abort();
  await listeners.end();
  await store.close();
}

import { setTimeout as sleep } from 'node:timers/promises';

/** The work's result, or `late` when it takes longer than `ms` of the world's time; the work goes on all the same. */
export async function within<T>(ms: number, work: Promise<T>, late: T): Promise<T> {
  const limit = new AbortController();
  const timer = sleep(ms, late, { signal: limit.signal });
  timer.catch(() => undefined); // called off, as meant
  try {
    return await Promise.race([work, timer]);
  } finally {
    limit.abort();
  }
}

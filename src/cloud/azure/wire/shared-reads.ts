import { setTimeout as pause } from 'node:timers/promises';

/** Reads a thing by its key, together with whoever else wants it read now. */
export type SharedReads<T> = (key: string, read: () => Promise<T>) => Promise<T>;

/**
 * Many who want the same thing read at the same moment get one reading. Whoever asks while one is under way shares the
 * next: no answer is older than its question, so that it is still a proof. One that hangs is not waited for.
 */
export function createSharedReads<T>(): SharedReads<T> {
  const next = new Map<string, Promise<T>>();
  const underWay = new Map<string, Promise<unknown>>();
  return (key, read) => {
    const waiting = next.get(key);
    if (waiting) return waiting;
    const begin = (): Promise<T> => {
      next.delete(key);
      const reading = read();
      underWay.set(key, reading);
      const forget = (): void => {
        if (underWay.get(key) === reading) underWay.delete(key);
      };
      reading.then(forget, forget);
      return reading;
    };
    const mine = ended(underWay.get(key)).then(begin);
    next.set(key, mine);
    return mine;
  };
}

/** Real time: most readings take a tenth of it. */
const PATIENCE_MS = 2000;

async function ended(reading: Promise<unknown> | undefined): Promise<void> {
  if (reading)
    await Promise.race([Promise.allSettled([reading]), pause(PATIENCE_MS, undefined, { ref: false })]);
}

/** Reads a thing by its key, together with whoever else wants it read now. */
export type SharedReads<T> = (key: string, read: () => Promise<T>) => Promise<T>;

/**
 * Many who want the same thing read at the same moment get one reading. Whoever asks while one is under way shares the
 * next: no answer is older than its question, so that it is still a proof.
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
      return reading;
    };
    const mine = (underWay.get(key) ?? Promise.resolve()).then(begin, begin);
    next.set(key, mine);
    return mine;
  };
}

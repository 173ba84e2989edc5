/** Answers that hold for a while. */
export interface Kept<T> {
  get(key: string): T | undefined;
  /** Keeps it, and answers it. */
  set(key: string, value: T): T;
}

/** Each holds for `ms`; of more than `most` all are forgotten, for they can be asked for again. */
export function createKept<T>(ms: number, most: number, realNow: () => number): Kept<T> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get(key) {
      const known = kept.get(key);
      return known && known.until > realNow() ? known.value : undefined;
    },
    set(key, value) {
      if (kept.size >= most) kept.clear();
      kept.set(key, { value, until: realNow() + ms });
      return value;
    },
  };
}

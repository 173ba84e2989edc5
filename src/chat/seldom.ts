/** True when this key was not said within the span before; false too while more keys are known than may be. */
export type Seldom = (key: string) => boolean;

/**
 * Lets each key through once in `spanMs`, and `most` keys in all: whoever makes up keys runs into the second limit, which is
 * why a full memory says no instead of forgetting.
 */
export function createSeldom(spanMs: number, most: number, realNow: () => number): Seldom {
  const until = new Map<string, number>();
  return (key) => {
    const now = realNow();
    // Oldest first, since a Map keeps the order in which its keys came and every key stays equally long.
    for (const [old, end] of until) {
      if (end > now) break;
      until.delete(old);
    }
    if (until.has(key) || until.size >= most) return false;
    until.set(key, now + spanMs);
    return true;
  };
}

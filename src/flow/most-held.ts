/** So many requests that may be open are read at most: far above what can be open at once. */
export const MOST_HELD = 10_000;

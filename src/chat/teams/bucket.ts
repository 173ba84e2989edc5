// A bot may send 7 messages a second, 8 in two and 60 in thirty to one conversation, edits included:
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit. A bucket of 7 that gains one a second stays below.
const BURST = 7;
const REFILL_MS = 1_000;

/** How many sends one conversation still has, by the world's time in milliseconds. */
export interface Bucket {
  tokens: number;
  refilledAt: number;
}

export const fullBucket = (now: number): Bucket => ({ tokens: BURST, refilledAt: now });

/** Takes one send; answers how long to wait before it, in milliseconds. */
export function take(bucket: Bucket, now: number): number {
  refill(bucket, now);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  // The token of the next second is spent now, so the clock of the bucket moves on with it.
  bucket.refilledAt += REFILL_MS;
  return Math.max(0, bucket.refilledAt - now);
}

/** Teams counts from when a send reached it: the first of a burst starts the clock when it is done. */
export function sent(bucket: Bucket, now: number): void {
  if (bucket.tokens === BURST - 1) bucket.refilledAt = now;
}

/** Whether it says nothing that a new one would not. */
export const isFull = (bucket: Bucket, now: number): boolean =>
  now - bucket.refilledAt > (BURST - bucket.tokens) * REFILL_MS;

/** Whole tokens only: half a token is not a message. */
function refill(bucket: Bucket, now: number): void {
  const gained = Math.floor((now - bucket.refilledAt) / REFILL_MS);
  if (bucket.tokens + gained >= BURST) Object.assign(bucket, fullBucket(now));
  else if (gained > 0) {
    bucket.tokens += gained;
    bucket.refilledAt += gained * REFILL_MS;
  }
}

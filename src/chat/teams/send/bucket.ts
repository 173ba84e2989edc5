// What Teams lets one bot send to one conversation, edits included:
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
const WINDOWS = [
  { sends: 7, ms: 1_000 },
  { sends: 8, ms: 2_000 },
] as const;
/** Longer windows (60 in 30 s) hold by themselves with this much at once and one a second after that. */
const BURST = 7;
const REFILL_MS = 1_000;
const MOST_REMEMBERED = 8;

/** How many sends one conversation still has, by the world's time in milliseconds. */
export interface Bucket {
  tokens: number;
  refilledAt: number;
  /** When the latest sends were done, oldest first. Teams counts from when one reached it, which is no later than that. */
  readonly done: number[];
}

export const fullBucket = (now: number): Bucket => ({ tokens: BURST, refilledAt: now, done: [] });

/** Takes one send; answers how long to wait before it, in milliseconds. */
export function take(bucket: Bucket, now: number): number {
  const waits = WINDOWS.map(({ sends, ms }) => (bucket.done.at(-sends) ?? -ms) + ms - now);
  return Math.max(0, takeToken(bucket, now), ...waits);
}

/** To be told when a send is done, however it went. */
export function sent(bucket: Bucket, now: number): void {
  bucket.done.push(now);
  if (bucket.done.length > MOST_REMEMBERED) bucket.done.shift();
}

/** Whether it says nothing that a new one would not. */
export const isFull = (bucket: Bucket, now: number): boolean =>
  now - Math.max(bucket.refilledAt, bucket.done.at(-1) ?? 0) > BURST * REFILL_MS;

function takeToken(bucket: Bucket, now: number): number {
  refill(bucket, now);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  // The token of the next second is spent now, so the clock of the bucket moves on with it.
  bucket.refilledAt += REFILL_MS;
  return bucket.refilledAt - now;
}

/** Whole tokens only: half a token is not a message. */
function refill(bucket: Bucket, now: number): void {
  const gained = Math.floor((now - bucket.refilledAt) / REFILL_MS);
  if (bucket.tokens + gained >= BURST) Object.assign(bucket, { tokens: BURST, refilledAt: now });
  else if (gained > 0) {
    bucket.tokens += gained;
    bucket.refilledAt += gained * REFILL_MS;
  }
}

import { ChatError } from '../../../ports/chat.ts';
import { REAL_TIME, type Time } from '../../time.ts';
import { within } from '../../within.ts';
import { isBarred, WireError } from '../wire.ts';
import { type Bucket, fullBucket, isFull, sent, take } from './bucket.ts';

/** More than this many waiting is a fault somewhere else; units of one send. */
const MOST_WAITING = 200;
const TRIES = 4;
/** Longer waits are the caller's: a queue that sleeps would hold up every other card of its conversation. */
const LONGEST_WAIT_MS = 4_000;
/** Teams asks to retry these: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages */
const AGAIN = new Set([408, 412, 429, 500, 502, 503, 504]);
const GONE = new Set([403, 404]);

/** Sends to each conversation in order, within the vendor's limits, each with a few tries. Time here is the world's. */
export interface Sends {
  /** Throws `ChatError`. */
  run<T>(conversation: string, send: () => Promise<T>): Promise<T>;
  /** Resolves once nothing is in flight, or after `limitMs`; later sends are refused. */
  stop(limitMs: number): Promise<void>;
}

interface Lane {
  readonly bucket: Bucket;
  tail: Promise<unknown>;
  waiting: number;
  notBefore: number;
}

export function createSends(time: Time = REAL_TIME): Sends {
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();
  let closed = false;

  const laneOf = (conversation: string): Lane => {
    sweep(lanes, time.now());
    const known = lanes.get(conversation);
    if (known) return known;
    const lane = { tail: Promise.resolve(), waiting: 0, bucket: fullBucket(time.now()), notBefore: 0 };
    lanes.set(conversation, lane);
    return lane;
  };

  return {
    run<T>(conversation: string, send: () => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(stopped());
      const lane = laneOf(conversation);
      if (lane.waiting >= MOST_WAITING) return Promise.reject(tooMany());
      lane.waiting += 1;
      const turn = lane.tail.then(() => tries(lane, send, time, stopping.signal));
      const done = turn.finally(() => {
        lane.waiting -= 1;
      });
      // Whoever called hears of a failure; the next in the lane must not.
      lane.tail = done.catch(() => undefined);
      return done;
    },
    async stop(limitMs) {
      closed = true;
      const tails = Promise.all([...lanes.values()].map(({ tail }) => tail));
      await within(limitMs, tails, []);
      stopping.abort();
    },
  };
}

/** Lanes that nobody waits in and whose bucket is full again say nothing that a new one would not. */
function sweep(lanes: Map<string, Lane>, now: number): void {
  for (const [conversation, { waiting, bucket, notBefore }] of lanes)
    if (waiting === 0 && isFull(bucket, now) && notBefore <= now) lanes.delete(conversation);
}

async function tries<T>(lane: Lane, send: () => Promise<T>, time: Time, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await inTurn(lane, time, signal);
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const wait = waitAfter(error, attempt);
      if (wait === undefined) throw translated(error);
      if (wait > LONGEST_WAIT_MS || attempt === TRIES) {
        lane.notBefore = Math.max(lane.notBefore, time.now() + wait);
        throw translated(error, wait);
      }
      await pause(time, wait, signal);
    } finally {
      sent(lane.bucket, time.now());
    }
  }
}

/** Waits until this conversation may be sent to. */
async function inTurn(lane: Lane, time: Time, signal: AbortSignal): Promise<void> {
  const blocked = lane.notBefore - time.now();
  if (blocked > LONGEST_WAIT_MS)
    throw new ChatError('busy', 'Teams asked to wait', { retryAfterMs: blocked });
  if (blocked > 0) await pause(time, blocked, signal);
  const wait = take(lane.bucket, time.now());
  if (wait > 0) await pause(time, wait, signal);
}

/** How long to wait before another try, in milliseconds; undefined when trying again is no use. Spread, so that many do not come back at once. */
function waitAfter({ status, retryAfterMs }: WireError, attempt: number): number | undefined {
  if (status !== undefined && !AGAIN.has(status)) return undefined;
  const backoff = 250 * 2 ** attempt;
  return retryAfterMs ?? backoff / 2 + Math.random() * backoff;
}

function translated(error: WireError, retryAfterMs?: number): ChatError {
  if (error.status !== undefined && GONE.has(error.status) && !isBarred(error))
    return new ChatError('gone', 'Teams does not have this conversation or message for us any more', {
      cause: error,
    });
  if (retryAfterMs === undefined) return new ChatError('broken', error.message, { cause: error });
  return new ChatError('busy', error.message, { cause: error, retryAfterMs: Math.ceil(retryAfterMs) });
}

async function pause({ pause }: Time, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, signal);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    throw stopped();
  }
}

const stopped = (): ChatError => new ChatError('busy', 'Ajar is stopping', { retryAfterMs: 1_000 });
const tooMany = (): ChatError =>
  new ChatError('busy', 'Too many cards wait for this conversation', {
    retryAfterMs: MOST_WAITING * 1_000,
  });

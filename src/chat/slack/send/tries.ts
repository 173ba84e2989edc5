import { ChatError } from '../../../ports/chat.ts';
import { WireError } from '../wire.ts';
import { busy, type Gate, LONGEST_HOLD_MS } from './gate.ts';

const TRIES = 3;
/** Also where Slack says 0. */
const SHORTEST_WAIT_MS = 500;

/** Sends when the gates let it, a few times if need be; what is sent is asked for anew each time. Throws `ChatError`. */
export async function tries<T>(
  own: Pick<Gate, 'enter' | 'hold'>,
  shared: Pick<Gate, 'enter'> | undefined,
  send: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await own.enter();
    await shared?.enter();
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const wait = waitAfter(error, attempt);
      if (wait === undefined) throw chatError(error);
      // Of this channel alone: Slack tells each of the others itself.
      own.hold(wait);
      if (wait > LONGEST_HOLD_MS || attempt === TRIES) throw chatError(error, wait);
    }
  }
}

/** Milliseconds until another try; undefined where it is no use. Spread, so that many do not come back at once. */
function waitAfter({ kind, retryAfterMs }: WireError, attempt: number): number | undefined {
  const backoff = 500 * 2 ** attempt;
  switch (kind) {
    case 'busy':
    case 'lost':
      return Math.max(SHORTEST_WAIT_MS, retryAfterMs ?? backoff / 2 + (Math.random() * backoff) / 2);
    case 'gone':
    case 'refused':
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** For what would be there twice if it were sent again: an answer that was lost is reported, not repeated. */
export async function onceOnly<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof WireError && error.kind === 'lost') throw chatError(error);
    throw error;
  }
}

/** In the words of the port. */
export function chatError(error: WireError, retryAfterMs?: number): ChatError {
  if (retryAfterMs !== undefined) return busy(error.message, retryAfterMs, error);
  return new ChatError(error.kind === 'gone' ? 'gone' : 'broken', error.message, { cause: error });
}

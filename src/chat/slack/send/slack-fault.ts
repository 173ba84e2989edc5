import { webApi } from '@slack/bolt';
import { WireError, type WireErrorKind } from '../wire.ts';

/** When Slack asks to wait without saying how long, or cannot be reached; milliseconds. */
const WAIT_MS = 5_000;

/**
 * Slack's words for what it does not have for us any more, and for what may have happened all the same. All others are refusals;
 * `account_inactive` too, for the account that it means is the bot's own, as long as its app is not installed.
 */
const KINDS: Readonly<Record<string, WireErrorKind>> = {
  ...kinds('gone', [
    ...[
      'channel_not_found',
      'not_in_channel',
      'is_archived',
      'is_inactive',
      'message_not_found',
      'thread_not_found',
    ],
    ...['user_not_found', 'users_not_found', 'user_disabled', 'user_not_visible', 'user_not_in_channel'],
    ...['cannot_dm_bot', 'messages_tab_disabled', 'restricted_action', 'restricted_action_read_only_channel'],
    ...['restricted_action_thread_only_channel', 'restricted_action_non_threadable_channel'],
    ...['cant_update_message', 'cant_broadcast_message', 'edit_window_closed'],
    ...[
      'team_access_not_granted',
      'view_not_found',
      'not_found',
      'expired_trigger_id',
      'exchanged_trigger_id',
    ],
    ...['expired_url', 'used_url', 'no_active_hooks', 'channel_is_archived'],
  ]),
  ...kinds('busy', ['ratelimited', 'rate_limited', 'message_limit_exceeded']),
  // "It's possible some aspect of the operation succeeded": https://docs.slack.dev/reference/methods/chat.postMessage
  ...kinds('lost', ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']),
};

function kinds(kind: WireErrorKind, codes: readonly string[]): Readonly<Record<string, WireErrorKind>> {
  return Object.fromEntries(codes.map((code) => [code, kind]));
}

/** What a word of Slack's means. What is no word is a page that something between us and Slack made up. */
export function faultOfCode(code: string, cause?: unknown): WireError {
  if (!/^[a-z0-9_]{1,80}$/.test(code)) return new WireError('lost', 'no_answer', { cause });
  const kind = Object.hasOwn(KINDS, code) ? (KINDS[code] ?? 'refused') : 'refused';
  return new WireError(kind, code, kind === 'busy' ? { cause, retryAfterMs: WAIT_MS } : { cause });
}

/** What an HTTP status means that came instead of an answer. */
export function faultOfStatus(status: number, cause?: unknown): WireError {
  if (status === 429) return new WireError('busy', 'http_429', { cause, retryAfterMs: WAIT_MS });
  return new WireError(status >= 500 || status === 408 ? 'lost' : 'refused', `http_${status}`, { cause });
}

/** What the library threw, in our kinds. */
export function translated(error: unknown): WireError {
  if (error instanceof WireError) return error;
  if (error instanceof webApi.WebAPIPlatformError) return faultOfCode(error.data.error, error);
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new WireError('busy', 'ratelimited', { cause: error, retryAfterMs: error.retryAfter * 1000 });
  if (error instanceof webApi.WebAPIHTTPError) return faultOfStatus(error.statusCode, error);
  if (error instanceof webApi.WebAPIRequestError && neverLeft(error.original))
    return new WireError('busy', 'unreachable', { cause: error, retryAfterMs: WAIT_MS });
  // A time-out, or a connection that broke, perhaps in the middle of the answer.
  return new WireError('lost', 'no_answer', { cause: error });
}

const NEVER_LEFT: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
]);

/** Whether there was no connection, so that nothing can have been delivered. */
function neverLeft({ cause }: Error): boolean {
  if (cause instanceof AggregateError)
    return cause.errors.every((error) => neverLeft({ cause: error } as Error));
  return cause instanceof Error && 'code' in cause && NEVER_LEFT.has(cause.code);
}

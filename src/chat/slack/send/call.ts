import { webApi } from '@slack/bolt';
import type { z } from 'zod';
import type { Log } from '../../../ports/log.ts';
import { libraryLog } from '../door/library-log.ts';
import type { SlackSettings } from '../settings.ts';
import { WireError } from '../wire.ts';
import { translated } from './slack-fault.ts';

/** One call of the Web API, one try. Throws `WireError`. */
export type Call = <T extends z.ZodType>(
  method: string,
  args: Readonly<Record<string, unknown>>,
  answer: T,
) => Promise<z.infer<T>>;

/**
 * A client of its own. Retries are off, since the library repeats posts that were delivered; so is its waiting, since it would
 * hold up every other call when one channel is told to wait. `ms` is the limit of one call, in real milliseconds.
 */
export function createCall(
  { botToken, apiUrl }: Pick<SlackSettings, 'botToken' | 'apiUrl'>,
  ms: number,
  log: Log,
): Call {
  const client = new webApi.WebClient(botToken, {
    ...{ slackApiUrl: apiUrl, timeout: ms, logger: libraryLog(log), fetch: withRetryAfter },
    ...{ retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, allowAbsoluteUrls: false },
  });
  return async (method, args, type) => {
    let answer: unknown;
    try {
      answer = await client.apiCall(method, args);
    } catch (error) {
      throw translated(error);
    }
    const read = type.safeParse(answer);
    if (read.success) return read.data;
    throw new WireError('refused', 'unexpected_answer', { cause: read.error });
  };
}

/** The library throws a nameless error on a 429 that does not say how long. */
const withRetryAfter: webApi.FetchFunction = async (url, init) => {
  const response = await fetch(url, init as RequestInit);
  if (response.status !== 429 || /^\d+$/.test(response.headers.get('retry-after') ?? '')) return response;
  return new Response(null, { status: 429, headers: { 'retry-after': '5' } });
};

import { type AuditSink, SinkError } from '../../ports/audit-sink.ts';
import { textOf } from '../json-lines.ts';
import { retryAfterOf } from './retry-after.ts';

export interface WebhookSinkOptions {
  /** An https address. */
  readonly url: string;
  /** The value of `x-ajar-signature` for a body. */
  readonly sign: (body: string) => string;
  readonly fetching: typeof fetch;
}

/**
 * JSON lines as "ajar audit export" writes them, in the body of a signed POST. Any 2xx says that all of them are kept; a receiver
 * drops by `seq` what it has already.
 */
export function createWebhookSink({ url, sign, fetching }: WebhookSinkOptions): AuditSink {
  return {
    ...{ name: 'webhook', most: { lines: 200, bytes: 256 * 1024 }, everyMs: 2_000 },
    async send(lines, signal) {
      const body = lines.map(textOf).join('');
      const answer = await ask(fetching, url, {
        ...{ method: 'POST', body, signal, redirect: 'manual' },
        headers: {
          ...{ 'content-type': 'application/x-ndjson', 'x-ajar-signature': sign(body) },
          'x-ajar-events': `${lines[0]?.seq}-${lines.at(-1)?.seq}`,
        },
      });
      await answer.body?.cancel();
      if (answer.ok) return;
      throw new SinkError(`The audit webhook answered ${answer.status}, where 2xx was expected.`, {
        retryAfterMs: retryAfterOf(answer.headers.get('retry-after'), Date.now()),
      });
    },
  };
}

async function ask(fetching: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetching(url, init);
  } catch (cause) {
    const why =
      cause instanceof Error && cause.name === 'TimeoutError'
        ? 'gave no answer in time'
        : 'cannot be reached';
    throw new SinkError(`The audit webhook ${why}.`, { cause });
  }
}

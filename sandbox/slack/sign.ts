import { createHmac } from 'node:crypto';
import { SIGNING_SECRET } from './seed.ts';

/** A signed request as Slack posts it; the same letter again is a replay. */
export interface Letter {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Delivered {
  readonly status: number;
  readonly body: string;
  readonly letter: Letter;
}

/** Signs a body: https://docs.slack.dev/authentication/verifying-requests-from-slack. `at` in seconds since 1970. */
export function sign(
  body: string,
  type: 'json' | 'x-www-form-urlencoded',
  { at = Math.floor(Date.now() / 1_000), secret = SIGNING_SECRET } = {},
): Letter {
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return {
    headers: {
      'content-type': `application/${type}`,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
}

/** Posts a letter to an app. */
export async function deliver(url: string, letter: Letter): Promise<Delivered> {
  const response = await fetch(url, { method: 'POST', headers: letter.headers, body: letter.body });
  return { status: response.status, body: await response.text(), letter };
}

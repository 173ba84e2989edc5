import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a signature's time may be from ours, before or after (HOLES H15); seconds. Slack's own advice is five minutes. */
const SKEW_S = 300;

/** What a request says of itself. */
export interface Signed {
  readonly timestamp: string;
  readonly signature: string;
}

/**
 * Why these bytes were not signed by Slack for our app just now; undefined when they were. `secrets` are the old one and the new
 * one while it is changed. https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signatureFault(
  bytes: Buffer,
  { timestamp, signature }: Signed,
  secrets: readonly string[],
  nowMs: number,
): string | undefined {
  if (timestamp === '' || signature === '') return 'it is not signed';
  if (!/^\d{1,12}$/.test(timestamp)) return 'its time is no time';
  const ahead = Number(timestamp) - nowMs / 1000;
  if (ahead > SKEW_S) return 'it is from the future';
  if (ahead < -SKEW_S) return 'it is too old';
  // Every secret is tried, so that how long it takes tells nothing about them.
  const signers = secrets.filter((secret) => isSame(signature, sign(bytes, timestamp, secret)));
  return signers.length > 0 ? undefined : 'its signature is not by our secret';
}

/** The signature that Slack gives these bytes. */
export const sign = (bytes: Buffer | string, timestamp: string, secret: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest('hex')}`;

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import { InvalidArgumentError } from 'commander';

/** Real milliseconds that the other side may take. */
const LIMIT_MS = 10_000;
const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * An address of a service that misses a ping. It is a secret of sorts, so that what was written is never repeated. Nothing is
 * what a scheduler hands over where the setting is there and empty: no reason to leave a port open.
 */
export function httpsOnly(text: string): URL | '' {
  if (text.trim() === '') return '';
  const url = URL.parse(text);
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname))))
    return url;
  throw new InvalidArgumentError('write an https address, such as https://hc-ping.com/…');
}

/** Says that a pass was clean. That it could not be said is told, and is no fault of the pass: whoever waits for it notices. */
export async function sendPing(url: URL, warn: (line: string) => void): Promise<void> {
  try {
    const { status, body } = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(LIMIT_MS) });
    await body?.cancel();
    if (status >= 300) warn(`The ping was answered with ${status}.`);
  } catch (error) {
    const { cause } = error as Error;
    const why = cause instanceof Error ? cause.message : (error as Error).name;
    warn(`The ping could not be sent: ${why}.`);
  }
}

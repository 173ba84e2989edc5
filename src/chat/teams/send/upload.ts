import { trustAdvice } from '../../../untrusted.ts';

/** Puts a text to where Teams asked for it; answers why it could not be, for the log. */
export type Upload = (url: string, text: string) => Promise<string | undefined>;

/** Where people's files are, in the public clouds and in that of the US government. */
const HOSTS = ['.sharepoint.com', '.sharepoint.us'];
/** Real milliseconds. */
const LIMIT_MS = 10_000;

/**
 * Whether a URL that a client named is of SharePoint, where a person's OneDrive is: a file of ours goes nowhere else, and
 * nobody can have us call another host.
 */
export function mayTake(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return HOSTS.some((host) => hostname.endsWith(host));
}

/** One PUT, for the URL itself is the permission: it needs no token of ours, and gets none. */
export function createUpload(fetch: typeof globalThis.fetch): Upload {
  return async (url, text) => {
    if (!mayTake(url)) return 'the URL is none of SharePoint';
    const body = Buffer.from(text, 'utf8');
    try {
      const response = await fetch(url, {
        method: 'PUT',
        // A redirect would lead to a host that nobody checked.
        redirect: 'manual',
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes 0-${body.length - 1}/${body.length}`,
        },
        body,
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `SharePoint answered ${response.status}`;
    } catch (error) {
      return trustAdvice(error) ?? (error instanceof Error ? `${error.name}: ${error.message}` : 'no answer');
    }
  };
}

import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Ties a form to the page it was drawn on: the same word in the form and in a cookie that no other site's page sends. */
export interface OwnForm {
  /** A word for a new page, and the cookie that goes with it: of pages side by side in one browser, each stays good. */
  begin(request: Pick<IncomingMessage, 'headers'>): { readonly word: string; readonly cookie: string };
  /** Whether this POST came from a form on a page of ours, in the browser that got the page. */
  isOurs(request: Pick<IncomingMessage, 'headers'>, word: string): boolean;
}

/** https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes */
export function createOwnForm(publicUrl: string): OwnForm {
  const { origin, protocol } = new URL(publicUrl);
  const [name, secure] = protocol === 'https:' ? ['__Host-ajar', '; Secure'] : ['ajar', ''];
  return {
    begin({ headers }) {
      const word = heldWord(headers.cookie, name, 16);
      return { word, cookie: `${name}=${word}; Path=/; HttpOnly; SameSite=Strict${secure}` };
    },
    isOurs({ headers }, word) {
      const site = headers['sec-fetch-site'];
      // With `Referrer-Policy: no-referrer` a browser sends "Origin: null" even to ourselves; it then says where from itself.
      const near = site === undefined ? headers.origin === origin : site === 'same-origin';
      return near && sameWord(cookieOf(headers.cookie, name), word);
    },
  };
}

/** The word of so many random bytes that a browser has in a cookie of ours already, or a new one: what is no such word is never sent back. */
export function heldWord(header: string | undefined, name: string, bytes: number): string {
  const held = cookieOf(header, name);
  const isWord = /^[\w-]+$/.test(held) && held.length === Math.ceil((bytes * 4) / 3);
  return isWord ? held : randomBytes(bytes).toString('base64url');
}

/** The value of one cookie; empty where there is none. */
export const cookieOf = (header: string | undefined, name: string): string =>
  (header ?? '')
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

function sameWord(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length > 0 && one.length === other.length && timingSafeEqual(one, other);
}

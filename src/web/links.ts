import { createHash, randomBytes } from 'node:crypto';
import { readLinkCode } from '../access/linking.ts';
import { ID_ALPHABET } from '../access/request-id.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkPurpose, Links, Secret } from '../ports/links.ts';
import type { Store } from '../ports/store.ts';

/** Real milliseconds: long enough to walk over to another machine, and to type a code there. */
const GOOD_FOR_MS = 10 * 60_000;
const TOKEN_BYTES = 32;
const CODE_LENGTH = 8;

/** Where the page of each purpose is. */
export const PAGES: Readonly<Record<LinkPurpose, string>> = { address: '/address', approval: '/approval' };

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const hashOf = (token: string): string => sha256(`token ${token}`).toString('hex');

/** Made of the token, so that the page can show it and the store need not have it: 40 bits, good for as long as the link. */
export const codeOf = (token: string): string =>
  Array.from(sha256(`code ${token}`).subarray(0, CODE_LENGTH), (byte) => ID_ALPHABET[byte % 32])
    .join('')
    .toUpperCase();

type Kept = Pick<Store, 'remember' | 'recall' | 'forget'>;

/** Links whose store knows only sha256 of their tokens. What they are about is kept to their end, used or not. */
export function createLinks(store: Kept, clock: Clock, publicUrl: string): Links {
  const key = (what: 'about' | 'unused' | 'code', purpose: LinkPurpose, hash: string): string =>
    `page-link/${what}/${purpose}/${hash}`;
  const recalled = async (at: string): Promise<string | undefined> => {
    const found = await store.recall(at, clock.now());
    return typeof found === 'string' ? found : undefined;
  };
  /** The hash of the link that is meant. */
  const meant = async (purpose: LinkPurpose, secret: Secret): Promise<string | undefined> => {
    if ('token' in secret) return hashOf(secret.token);
    const code = readLinkCode(secret.code);
    return code === undefined ? undefined : recalled(key('code', purpose, hashOf(code)));
  };
  return {
    async make(purpose, about) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const hash = hashOf(token);
      const until = new Date(clock.now().getTime() + clock.spanOf(GOOD_FOR_MS));
      await store.remember(key('about', purpose, hash), about, until);
      await store.remember(key('code', purpose, hashOf(codeOf(token).toLowerCase())), hash, until);
      await store.remember(key('unused', purpose, hash), about, until);
      return { url: `${publicUrl}${PAGES[purpose]}?link=${token}`, until };
    },
    async find(purpose, secret) {
      const hash = await meant(purpose, secret);
      const about = hash === undefined ? undefined : await recalled(key('about', purpose, hash));
      if (hash === undefined || about === undefined) return undefined;
      return { about, used: (await recalled(key('unused', purpose, hash))) === undefined };
    },
    async use(purpose, secret) {
      const hash = await meant(purpose, secret);
      if (hash === undefined || (await recalled(key('unused', purpose, hash))) === undefined) return false;
      return store.forget(key('unused', purpose, hash));
    },
  };
}

import { randomInt } from 'node:crypto';

/** Crockford's base 32: no i, l, o or u, so that an id survives being read aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id that people type: `aj-` and six characters, a thousand million of them; not a secret, and no right comes with it. */
export const newRequestId = (): string =>
  `aj-${Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;

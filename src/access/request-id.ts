const PREFIX = 'aj-';
const LENGTH = 6;

/** Crockford's base 32: no I, L, O, U, so that an id can be read aloud and typed. https://www.crockford.com/base32.html */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

const MISREAD: Readonly<Record<string, string>> = { i: '1', l: '1', o: '0' };

/** Reads a request's id in its one way of writing: lower case, `I` and `L` as 1, `O` as 0. Undefined when it is none. */
export function readRequestId(text: string): string | undefined {
  if (text.length !== PREFIX.length + LENGTH) return undefined;
  const word = text.toLowerCase();
  if (!word.startsWith(PREFIX)) return undefined;
  const digits = readDigits(word.slice(PREFIX.length));
  return digits === undefined ? undefined : PREFIX + digits;
}

/** Digits of that alphabet in their one way of writing; undefined when some are none. */
export function readDigits(text: string): string | undefined {
  const digits = Array.from(text.toLowerCase(), (digit) => MISREAD[digit] ?? digit);
  return digits.every((digit) => ID_ALPHABET.includes(digit)) ? digits.join('') : undefined;
}

/** An id is never valid as a VM's name, so that a word is one or the other. */
export const isRequestId = (text: string): boolean => readRequestId(text) !== undefined;

/** An id with a slip in it: `aj-` and nearly six letters and digits. */
export const isNearRequestId = (text: string): boolean =>
  /^aj-(?=[a-z]*\d)[a-z0-9]{4,8}$/i.test(text) && !isRequestId(text);

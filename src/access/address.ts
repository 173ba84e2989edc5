import { isIP, isIPv4 } from 'node:net';
import { quote } from './grammar/quote.ts';
import { formatRange, type Range, readRange, within } from './range.ts';

const EXAMPLES = 'Write an address such as 203.0.113.7 or 2001:db8::7, or a range such as 203.0.113.0/24.';

/**
 * Reads one IPv4 or IPv6 address or CIDR strictly and answers it as canonical CIDR: `203.0.113.7/32`, `2001:db8::/64`.
 * Leading zeros, short, hexadecimal and decimal forms are refused, as others read them as different addresses; so are host
 * bits, as it cannot be known whether the address or the network was meant.
 */
export function readSource(text: string): string | { readonly error: string } {
  // What nearly all are, and written as it is told; some clouds read all zeros as "anywhere" (HOLES H22).
  if (isIPv4(text) && text !== '0.0.0.0') return `${text}/32`;
  const range = readRange(text);
  if (!range) return { error: `${quote(text)} is not ${fault(text)} ${EXAMPLES}` };
  const canonical = formatRange(range);
  if (range.hostBits) {
    const host = text.slice(0, text.indexOf('/'));
    return {
      error: `${quote(text)} is inside a network: write ${canonical} for the whole network, or ${host} for one address.`,
    };
  }
  const bytes = range.first.toByteArray();
  const isNowhere = range.prefix === 8 * bytes.length && bytes.every((byte) => byte === 0);
  if (isNowhere) return { error: `${quote(text)} is not an address that anybody has. ${EXAMPLES}` };
  return canonical;
}

function fault(text: string): string {
  const [host = '', ...rest] = text.split('/', 3);
  if (isIP(host) && rest.length > 0) {
    return `a range: the part after the slash is a whole number from 0 to ${isIP(host) === 4 ? 32 : 128}.`;
  }
  if (/^\d+(?:\.\d+){3}$/.test(host) && /(?:^|\.)0\d/.test(host)) {
    return 'an address: write its numbers without leading zeros, which some programs read as octal.';
  }
  if (/^\d+(?:\.\d+){3}$/.test(host)) return 'an address: each of its four numbers is from 0 to 255.';
  return 'an address.';
}

/** `203.0.113.7`, `10.1/16`, `10/8`, `0x7f000001`. */
const NUMBERS = /^\d(?:\d*\.[\d.]*(?:[/:]|$)|\d*\/\d)|^0x[\da-f]/i;

/** Somebody meant an address here, whether or not it is one: such a word is never taken for a name. */
export function looksLikeAddress(text: string): boolean {
  return NUMBERS.test(text) || text.indexOf(':') !== text.lastIndexOf(':');
}

/** True when every address of the inner CIDR is one of the outer. Throws when either is none: callers hold canonical ones. */
export const contains = (outer: string, inner: string): boolean => within(rangeOf(inner), rangeOf(outer));

/** What a cap on the size of a source compares. */
export function sizeOf(cidr: string): {
  readonly family: 4 | 6;
  readonly prefix: number;
  readonly hostBits: number;
} {
  const { family, prefix } = rangeOf(cidr);
  return family === 'ipv4'
    ? { family: 4, prefix, hostBits: 32 - prefix }
    : { family: 6, prefix, hostBits: 128 - prefix };
}

/** The whole Internet, of either family (HOLES H22). */
export const isAnywhere = (cidr: string): boolean => rangeOf(cidr).prefix === 0;

function rangeOf(cidr: string): Range {
  const range = readRange(cidr);
  if (!range) throw new TypeError(`Not a CIDR: ${quote(cidr)}`);
  return range;
}

/** A CIDR as people say it: `/32` of an IPv4 address and `/128` of any is the address itself; an IPv6 /32 is a very large network. */
export const saySource = (cidr: string): string => cidr.replace(cidr.includes(':') ? /\/128$/ : /\/32$/, '');

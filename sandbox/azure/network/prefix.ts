import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A range of addresses of one family, both ends in it. */
export interface Range {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** One address as a number. */
export function readAddress(text: string): { family: 4 | 6; value: bigint } | undefined {
  const family = isIP(text);
  if (family !== 4 && family !== 6) return undefined;
  const hex = ipaddr
    .parse(text)
    .toByteArray()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return { family, value: BigInt(`0x${hex}`) };
}

/** An address, a CIDR, or `a-b`; undefined for anything else (a service tag, nonsense). */
export function readRange(text: string): Range | undefined {
  if (!read.has(text)) read.set(text, parseRange(text));
  return read.get(text);
}

// The same few texts are read at every look at the rules.
const read = new Map<string, Range | undefined>();

function parseRange(text: string): Range | undefined {
  const [from = '', to] = text.split('-');
  if (to !== undefined) {
    const [first, last] = [readAddress(from), readAddress(to)];
    if (!first || !last || first.family !== last.family) return undefined;
    return { family: first.family, first: first.value, last: last.value };
  }
  const [base = '', length, ...rest] = text.split('/');
  const address = readAddress(base);
  if (!address || rest.length > 0) return undefined;
  const bits = address.family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (!/^\d+$/.test(length ?? '0') || prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = (address.value / size) * size;
  return { family: address.family, first, last: first + size - 1n };
}

/** True when every address of `inner` is in `outer`. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** The address that a number stands for. */
export function addressText(family: 4 | 6, value: bigint): string {
  const size = family === 4 ? 4 : 16;
  const bytes = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * (size - 1 - i))) & 255n));
  return ipaddr.fromByteArray(bytes).toString();
}

import ipaddr from 'ipaddr.js';
import { readRange } from '../range.ts';

/** Addresses from the first to the last, both included. IPv6 lies behind IPv4 on one line, so that one set may hold both. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

/** A set of addresses: spans in their order, none touching another. */
export type Addresses = readonly Span[];

const V6 = 2n ** 32n;

export const NOBODY: Addresses = [];
export const ALL4: Addresses = [{ first: 0n, last: V6 - 1n }];
export const ALL6: Addresses = [{ first: V6, last: V6 + 2n ** 128n - 1n }];

/** An address or a CIDR as a set; undefined for anything else. */
export function addressesOf(text: string): Addresses | undefined {
  const range = readRange(text);
  if (!range) return undefined;
  const bytes = range.first.toByteArray();
  const value = BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
  const first = bytes.length === 4 ? value : value + V6;
  return [{ first, last: first + 2n ** BigInt(8 * bytes.length - range.prefix) - 1n }];
}

/** Several CIDRs as one set; what is none adds nothing. */
export const allOf = (texts: readonly string[]): Addresses =>
  texts.reduce<Addresses>((set, text) => either(set, addressesOf(text) ?? NOBODY), NOBODY);

/** What is in at least one of the two. */
export function either(a: Addresses, b: Addresses): Addresses {
  const joined: Span[] = [];
  for (const span of [...a, ...b].sort((x, y) => (x.first < y.first ? -1 : x.first > y.first ? 1 : 0))) {
    const before = joined.at(-1);
    if (!before || span.first > before.last + 1n) joined.push(span);
    else if (span.last > before.last) joined[joined.length - 1] = { first: before.first, last: span.last };
  }
  return joined;
}

/** What is in both. */
export const both = (a: Addresses, b: Addresses): Addresses =>
  a.flatMap((x) =>
    b.flatMap((y) => {
      const first = x.first > y.first ? x.first : y.first;
      const last = x.last < y.last ? x.last : y.last;
      return first <= last ? [{ first, last }] : [];
    }),
  );

/** What is in the first and not in the second. */
export const without = (a: Addresses, b: Addresses): Addresses =>
  b.reduce<Addresses>(
    (left, cut) =>
      left.flatMap(({ first, last }) => [
        ...(first < cut.first ? [{ first, last: last < cut.first ? last : cut.first - 1n }] : []),
        ...(last > cut.last ? [{ first: first > cut.last ? first : cut.last + 1n, last }] : []),
      ]),
    a,
  );

export const isNobody = (set: Addresses): boolean => set.length === 0;
export const isWithin = (inner: Addresses, outer: Addresses): boolean => isNobody(without(inner, outer));
export const isSame = (a: Addresses, b: Addresses): boolean => isWithin(a, b) && isWithin(b, a);

/** The fewest CIDRs that make up the set; never more than `most`, whose last may leave others out. */
export function cidrsOf(set: Addresses, most: number): readonly string[] {
  const cidrs: string[] = [];
  for (const { first, last } of set) {
    for (let from = first; from <= last && cidrs.length < most; ) {
      const size = blockAt(from, last);
      cidrs.push(cidrOf(from, size));
      from += size;
    }
  }
  return cidrs;
}

/** The largest block of a power of two that begins here, is aligned, and ends in time. */
function blockAt(from: bigint, last: bigint): bigint {
  const offset = from < V6 ? from : from - V6;
  const end = from < V6 && last >= V6 ? V6 - 1n : last;
  let size = 1n;
  while (offset % (size * 2n) === 0n && from + size * 2n - 1n <= end) size *= 2n;
  return size;
}

function cidrOf(from: bigint, size: bigint): string {
  const [value, length] = from < V6 ? [from, 4] : [from - V6, 16];
  const bytes = Array.from({ length }, (_, at) => Number((value >> BigInt(8 * (length - 1 - at))) & 255n));
  const host = ipaddr.fromByteArray(bytes).toString();
  const bits = 8 * length - (size.toString(2).length - 1);
  return bits === 8 * length ? host : `${host}/${bits}`;
}

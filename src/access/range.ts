import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A run of addresses with a common prefix. */
export interface Range {
  readonly family: 'ipv4' | 'ipv6';
  /** The first address of the range, host bits cleared. */
  readonly first: Address;
  readonly prefix: number;
  /** True when the text named an address inside the range rather than its first one. */
  readonly hostBits: boolean;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/**
 * Reads an address or a CIDR; undefined when it is neither. `node:net` decides what an address is: ipaddr.js alone would
 * take `010.0.0.1` or `127.1`. IPv4 written as IPv6 (`::ffff:203.0.113.7`) is IPv4, so that it cannot pass as something narrower.
 */
export function readRange(text: string): Range | undefined {
  const [, host = '', digits] = /^([^/%]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  if (isIP(host) === 0) return undefined;
  const address = ipaddr.parse(host);
  const bits = BITS[address.kind()];
  const prefix = digits === undefined ? bits : Number(digits);
  if (prefix > bits) return undefined;
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefix >= 96) {
    return rangeOf(address.toIPv4Address(), prefix - 96);
  }
  return rangeOf(address, prefix);
}

function rangeOf(address: Address, prefix: number): Range {
  const bytes = address.toByteArray();
  const cleared = bytes.map(
    (byte, index) => byte & (0xff << Math.min(8, Math.max(0, 8 * (index + 1) - prefix))),
  );
  const first = ipaddr.fromByteArray(cleared);
  return {
    family: address.kind(),
    first,
    prefix,
    hostBits: cleared.some((byte, index) => byte !== bytes[index]),
  };
}

/** True when every address of `inner` is one of `outer`. */
export function within(inner: Range, outer: Range): boolean {
  if (inner.family !== outer.family || inner.prefix < outer.prefix) return false;
  const top = rangeOf(inner.first, outer.prefix).first;
  return top.toNormalizedString() === outer.first.toNormalizedString();
}

/** The one way in which Ajar writes a range: `203.0.113.0/24`, `2001:db8::/32`. */
export const formatRange = ({ first, prefix }: Range): string => `${first.toString()}/${prefix}`;

/** How many addresses a range has, in words that fit a sentence. */
export function sizeOf({ family, prefix }: Range): string {
  const bits = BITS[family] - prefix;
  if (bits === 0) return 'one address';
  return bits <= 32 ? `${2 ** bits} addresses` : `2^${bits} addresses`;
}

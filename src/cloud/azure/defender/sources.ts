import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address range as Azure writes them: an address, a CIDR, or `*` for any. */
interface Range {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly bits: number;
}

/** Strict on purpose: `010.0.0.1` and `1.2.3` are nothing here, whatever a lenient reader makes of them. */
function parse(text: string): Range | undefined {
  const [address = '', prefix, more] = text.split('/');
  const family = isIP(address);
  if (!family || more !== undefined || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const width = family === 4 ? 32 : 128;
  const bits = prefix === undefined ? width : Number(prefix);
  return bits <= width ? { address: ipaddr.parse(address), bits } : undefined;
}

const isAny = (text: string): boolean => text === '*' || text.toLowerCase() === 'any';

/** True for a source that may be sent to Azure: an address, a CIDR or `*`; never nothing (HOLES H22). */
export const isSource = (text: unknown): text is string =>
  typeof text === 'string' && (text === '*' || parse(text) !== undefined);

export const isIpv6 = (text: string): boolean => parse(text)?.address.kind() === 'ipv6';

/** The way Azure is told and tells a source: a single address has no prefix length. */
export function azureSource(cidr: string): string {
  const range = parse(cidr);
  if (!range) return cidr;
  return range.bits === (range.address.kind() === 'ipv4' ? 32 : 128) ? range.address.toString() : cidr;
}

/** True when `inner` lies wholly within `outer`; false also when one of them is a service tag, which cannot be told. */
export function covers(outer: string, inner: string): boolean {
  const [o, i] = [parse(outer), parse(inner)];
  if (isAny(outer)) return i !== undefined || isAny(inner);
  // The one tag that can be told without Azure's tables: every public address.
  if (outer.toLowerCase() === 'internet') return i !== undefined && i.address.range() === 'unicast';
  if (!o || !i || o.address.kind() !== i.address.kind() || o.bits > i.bits) return false;
  return i.address.match(o.address as ipaddr.IPv4, o.bits);
}

/** The same range, however it is written. */
export const sameSource = (a: string, b: string): boolean => covers(a, b) && covers(b, a);

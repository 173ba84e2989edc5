import { formatRange, readRange, within } from '../../../access/range.ts';

const isAny = (text: string): boolean => text === '*' || text.toLowerCase() === 'any';

/** True for a source that may be sent to Azure: an address, a CIDR or `*`; never nothing (HOLES H22). */
export const isSource = (text: unknown): text is string =>
  typeof text === 'string' && (text === '*' || readRange(text) !== undefined);

/** True for one address or range that is not everybody (HOLES H22). */
export const isNarrow = (source: unknown): source is string =>
  typeof source === 'string' && (readRange(source)?.prefix ?? 0) > 0;

export const isIpv6 = (text: string): boolean => readRange(text)?.family === 'ipv6';

/** The way Azure is told and tells a source: a single address has no prefix length. `*` stays as it is. */
export function azureSource(source: string): string {
  const range = readRange(source);
  if (!range) return source;
  const isOne = range.prefix === 8 * range.first.toByteArray().length;
  return isOne ? range.first.toString() : formatRange(range);
}

/** True when `inner` lies wholly within `outer`; false also when one of them is a service tag, which cannot be told. */
export function covers(outer: string, inner: string): boolean {
  const [o, i] = [readRange(outer), readRange(inner)];
  if (isAny(outer)) return i !== undefined || isAny(inner);
  // The one tag that can be told without Azure's tables: every public address.
  if (outer.toLowerCase() === 'internet') return i?.first.range() === 'unicast';
  return o !== undefined && i !== undefined && within(i, o);
}

/** The same range, however it is written. */
export const sameSource = (a: string, b: string): boolean => covers(a, b) && covers(b, a);

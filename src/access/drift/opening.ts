import { formatRange, readRange, within } from '../range.ts';

/** What a rule in the cloud lets in: each side as the cloud writes it (addresses, CIDRs, `*`, names of groups). */
export interface Opening {
  readonly access: 'allow' | 'deny';
  /** `tcp`, `udp`, `*`, or another in lower case. */
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** `22`, `20-30`, `*`. */
  readonly ports: readonly string[];
}

/**
 * What somebody made of a rule. `wider`: it lets in something that was not approved, or may; `other`: it lets in no more,
 * and not the same.
 */
export type Change = 'same' | 'wider' | 'other';

/** Compares what was approved with what stands there. A name that is not resolved covers itself and nothing else. */
export function changeOf(approved: Opening, found: Opening): Change {
  if (found.access === 'deny') return approved.access === 'deny' ? 'same' : 'other';
  if (approved.access === 'deny' || !admits(approved, found)) return 'wider';
  return admits(found, approved) ? 'same' : 'other';
}

/** True when everything that `inner` lets in, `outer` lets in too. */
const admits = (outer: Opening, inner: Opening): boolean =>
  (outer.protocol === '*' || outer.protocol === inner.protocol) &&
  eachWithin(inner.sources, outer.sources, holdsAddress) &&
  eachWithin(inner.destinations, outer.destinations, holdsAddress) &&
  eachWithin(inner.ports, outer.ports, holdsPort);

/** A side that nothing is written on cannot be told, and is never narrow. */
const eachWithin = (
  inner: readonly string[],
  outer: readonly string[],
  holds: (outer: string, inner: string) => boolean,
): boolean => inner.length > 0 && inner.every((each) => outer.some((one) => holds(one, each)));

const EVERYBODY = ['*', 'any'];

function holdsAddress(outer: string, inner: string): boolean {
  if (EVERYBODY.includes(outer.toLowerCase())) return true;
  const [o, i] = [readRange(outer), readRange(inner)];
  return o && i ? within(i, o) : outer.toLowerCase() === inner.toLowerCase();
}

function holdsPort(outer: string, inner: string): boolean {
  const [o, i] = [portsOf(outer), portsOf(inner)];
  return o.from <= i.from && i.to <= o.to;
}

/** What is no number stands for all of them: not to know is never narrow. */
function portsOf(text: string): { readonly from: number; readonly to: number } {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim()) ?? [];
  return from === undefined ? { from: 0, to: 65_535 } : { from: Number(from), to: Number(to) };
}

/** `tcp 3389 from 203.0.113.7 to 10.0.0.4`, for people to compare. */
export function sayOpening({ access, protocol, sources, destinations, ports }: Opening): string {
  const what = `${protocol === '*' ? 'any protocol' : protocol} ${said(ports, 'all ports')}`;
  const way = `${what} from ${said(sources.map(address), 'anywhere')} to ${said(destinations.map(address), 'anything')}`;
  return access === 'deny' ? `nothing (it denies ${way})` : way;
}

const MOST = 4;

function said(values: readonly string[], all: string): string {
  if (values.length === 0) return 'nobody';
  const words = values.slice(0, MOST).map((value) => (EVERYBODY.includes(value.toLowerCase()) ? all : value));
  return words.join(', ') + (values.length > MOST ? ` and ${values.length - MOST} more` : '');
}

/** One address is written without its prefix. */
function address(text: string): string {
  const range = readRange(text);
  if (!range) return text;
  const isOne = range.prefix === 8 * range.first.toByteArray().length;
  return isOne ? range.first.toString() : formatRange(range);
}

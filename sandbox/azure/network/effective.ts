import type { AdminRule, Nsg, SecurityRule } from '../cloud/documents.ts';
import { contains, type Range, readAddress, readRange } from './prefix.ts';

/** Traffic that asks to come in. */
export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'Tcp' | 'Udp';
}

/** What the groups that guard an address say: the rule that decided, in the group that decided. */
export interface Ruling {
  readonly allowed: boolean;
  readonly rule: string;
}

/** The load balancer's probes come from here; no person does. */
export const LOAD_BALANCER = '168.63.129.16';

/** The rules that count now: a rule that is being written counts as it was before. */
export type Counted = (nsg: Nsg) => readonly SecurityRule[];

/** Inbound traffic must pass every group, subnet's and NIC's; in each the rule of the lowest priority number decides. */
export function judge(
  nsgs: readonly Nsg[],
  packet: Packet,
  space: readonly string[],
  counted: Counted,
): Ruling {
  let last: Ruling = { allowed: true, rule: 'no security group' };
  for (const nsg of nsgs) {
    last = judgeOne(counted(nsg), packet, space);
    if (!last.allowed) return last;
  }
  return last;
}

/** What a virtual network manager's rules say before any group is asked. */
export function judgeFirst(
  rules: readonly AdminRule[],
  packet: Packet,
  space: readonly string[],
): Ruling | undefined {
  const sorted = rules.toSorted((a, b) => a.properties.priority - b.properties.priority);
  const decides = sorted.find(({ properties: rule }) => {
    const protocol = rule.protocol === 'Any' || rule.protocol === packet.protocol;
    return (
      protocol &&
      rule.destinationPortRanges.some((range) => inPorts(range, packet.port)) &&
      rule.sources.some(({ addressPrefix }) => inPrefix(addressPrefix, packet.source, space))
    );
  });
  // One that allows leaves it to the groups.
  return !decides || decides.properties.access === 'Allow'
    ? undefined
    : { allowed: decides.properties.access === 'AlwaysAllow', rule: decides.name };
}

function judgeOne(rules: readonly SecurityRule[], packet: Packet, space: readonly string[]): Ruling {
  const inbound = rules.filter((rule) => rule.properties.direction === 'Inbound');
  const sorted = inbound.toSorted((a, b) => a.properties.priority - b.properties.priority);
  const decides = sorted.find((rule) => matches(rule, packet, space));
  return { allowed: decides?.properties.access === 'Allow', rule: decides?.name ?? 'no rule' };
}

function matches({ properties: rule }: SecurityRule, packet: Packet, space: readonly string[]): boolean {
  const ports = [rule.destinationPortRange, ...(rule.destinationPortRanges ?? [])];
  const sources = prefixes(rule.sourceAddressPrefix, rule.sourceAddressPrefixes);
  const destinations = prefixes(rule.destinationAddressPrefix, rule.destinationAddressPrefixes);
  return (
    (rule.protocol === '*' || rule.protocol.toLowerCase() === packet.protocol.toLowerCase()) &&
    ports.some((range) => inPorts(range, packet.port)) &&
    isFromThere(rule) &&
    sources.some((prefix) => inPrefix(prefix, packet.source, space)) &&
    destinations.some((prefix) => inPrefix(prefix, packet.destination, space))
  );
}

/** Where a client's own end is: one of the ephemeral ports. */
const CLIENT_PORT = 60_000;

/** Where no source port is written, any is meant. */
function isFromThere({
  sourcePortRange,
  sourcePortRanges,
}: {
  readonly sourcePortRange?: string;
  readonly sourcePortRanges?: unknown;
}): boolean {
  const many = (sourcePortRanges as readonly string[] | undefined) ?? [];
  const ranges = [...(sourcePortRange ? [sourcePortRange] : []), ...many];
  return ranges.length === 0 || ranges.some((range) => inPorts(range, CLIENT_PORT));
}

function prefixes(one: string | undefined, many: readonly string[] | undefined): readonly string[] {
  return [...(one ? [one] : []), ...(many ?? [])];
}

function inPorts(range: string | undefined, port: number): boolean {
  if (!range) return false;
  if (range === '*') return true;
  const [first, last = first] = range.split('-').map(Number);
  return port >= Number(first) && port <= Number(last);
}

/** A prefix, `*` or one of the three tags that every virtual network has; other tags match nothing here. */
function inPrefix(prefix: string, address: string, space: readonly string[]): boolean {
  const inSpace = space.some((range) => within(range, address));
  switch (prefix.toLowerCase()) {
    case '*':
    case 'any':
      return true;
    case 'virtualnetwork':
      return inSpace;
    case 'azureloadbalancer':
      return address === LOAD_BALANCER;
    case 'internet':
      return !inSpace && address !== LOAD_BALANCER;
    default:
      return within(prefix, address);
  }
}

function within(prefix: string, address: string): boolean {
  const [outer, inner] = [readRange(prefix), readRange(address)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}

/**
 * One address of every range that some rule may treat unlike its neighbours: each range's first address and the one after
 * its last. If none of these may enter, nobody may.
 */
export function sampleSources(
  rules: readonly SecurityRule[],
  space: readonly string[],
  family: 4 | 6,
): readonly bigint[] {
  const written = rules.flatMap(({ properties: p }) =>
    prefixes(p.sourceAddressPrefix, p.sourceAddressPrefixes),
  );
  const ranges = [...written, ...space].map(readRange).filter((r): r is Range => r?.family === family);
  const edges = [0n, ...ranges.flatMap((range) => [range.first, range.last + 1n])];
  const most = family === 4 ? 2n ** 32n : 2n ** 128n;
  const balancer = readAddress(LOAD_BALANCER)?.value;
  return [...new Set(edges)].filter((value) => value < most && !(family === 4 && value === balancer));
}

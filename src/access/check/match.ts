import { saySource } from '../address.ts';
import {
  type Addresses,
  ALL4,
  ALL6,
  addressesOf,
  allOf,
  both,
  either,
  isWithin,
  NOBODY,
  without,
} from './addresses.ts';
import type { Entrance, InboundRule } from './vm-network.ts';

/** What is asked of a rule: ports from `from` to `to` that every rule treats alike, of one protocol, at one address. */
export interface Aim {
  readonly entrance: Entrance;
  readonly from: number;
  readonly to: number;
  readonly protocol: 'tcp' | 'udp';
}

/** A set of sources as far as it can be told: `sure` is in it, nothing beyond `maybe` is. */
export interface Bounds {
  readonly sure: Addresses;
  readonly maybe: Addresses;
}

export type Certainty = 'yes' | 'no' | 'maybe';

/** The load balancer's probes come from here; no person does. https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
export const PROBES: Addresses = allOf(['168.63.129.16']);

/** Nobody on the Internet has one. */
export const PRIVATE: Addresses = allOf([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10'],
]);

/** Everybody who could send something to this address. */
export const everybody = ({ address }: Entrance): Addresses =>
  address.includes(':') ? ALL6 : without(ALL4, PROBES);

/** What lies within the address space that is known; what else is connected to the network, Azure does not say. */
const insiders = (entrance: Entrance): Bounds => {
  const all = everybody(entrance);
  if (!entrance.space) return { sure: NOBODY, maybe: all };
  const sure = both(all, allOf(entrance.space));
  return { sure, maybe: either(sure, both(all, PRIVATE)) };
};

/** Whom one source of a rule means. A tag that only Azure can resolve may mean anybody and surely means nobody. */
export function whoIs(
  term: string,
  entrance: Entrance,
  access: InboundRule['access'] = 'allow',
): Bounds & { readonly label: string } {
  const all = everybody(entrance);
  const inside = insiders(entrance);
  const tag = term.toLowerCase();
  if (tag === '*' || tag === 'any') return { label: 'anybody', sure: all, maybe: all };
  if (tag === 'virtualnetwork')
    return { label: 'the virtual network and what is connected to it', ...inside };
  if (tag === 'azureloadbalancer') return { label: 'probes', sure: NOBODY, maybe: NOBODY };
  if (tag === 'internet')
    return {
      label: 'anybody on the Internet',
      sure: without(all, inside.maybe),
      maybe: without(all, inside.sure),
    };
  if (tag.startsWith('asg:')) return groupMembers(term, entrance, access, inside);
  const range = addressesOf(term);
  if (!range) return { label: unknownName(term), sure: NOBODY, maybe: all };
  const within = both(all, range);
  return {
    label: isWithin(all, range) ? 'anybody' : saySource(term),
    sure: within,
    maybe: within,
  };
}

/** Who was seen in it was let in a while ago, and may have left it since: that keeps nobody out for sure. */
function groupMembers(
  term: string,
  { members }: Entrance,
  access: InboundRule['access'],
  inside: Bounds,
): Bounds & { readonly label: string } {
  const known = members?.get(term.slice('asg:'.length).toLowerCase()) ?? [];
  const seen = both(inside.maybe, allOf(known));
  const named = known.length > 0 ? ` (${listOf(known)})` : '';
  return {
    label: `the application security group ${nameOf(term)}${named}`,
    sure: access === 'deny' ? NOBODY : seen,
    maybe: inside.maybe,
  };
}

/** The first few, and how many more. */
const listOf = (texts: readonly string[]): string =>
  texts.length > MOST_NAMED
    ? `${texts.slice(0, MOST_NAMED).join(', ')} and ${texts.length - MOST_NAMED} more`
    : texts.join(', ');
const MOST_NAMED = 3;

const UNKNOWN: readonly (readonly [prefix: string, words: string])[] = [
  ['group:', 'the network group '],
  ['ipgroup:', 'the IP group '],
  ['unread:', 'whomever '],
];

/** Whom only Azure knows. */
function unknownName(term: string): string {
  const [prefix, words] = UNKNOWN.find(([start]) => term.startsWith(start)) ?? ['', 'the service tag '];
  return `${words}${term.slice(prefix.length)}`;
}

/** Whether a rule is about these ports, this protocol and this address at all. */
export const isAbout = (rule: InboundRule, aim: Aim): Certainty =>
  all([
    rule.protocol === '*' || rule.protocol === aim.protocol ? 'yes' : 'no',
    any(rule.ports.map((ports) => spans(ports, aim))),
    any(rule.destinations.map((destination) => isHere(destination, aim.entrance))),
    rule.fromSome ? 'maybe' : 'yes',
  ]);

function spans(ports: string, { from, to }: Aim): Certainty {
  const range = portsOf(ports);
  if (!range) return 'maybe';
  if (to < range.from || from > range.to) return 'no';
  return range.from <= from && to <= range.to ? 'yes' : 'maybe';
}

/** `22`, `20-30` or `*` as numbers; undefined for what cannot be read. */
export function portsOf(text: string): { readonly from: number; readonly to: number } | undefined {
  if (text === '*') return { from: 0, to: 65_535 };
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim()) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to) };
}

/** The private address is what the rules see: Azure translates a public one before. */
function isHere(destination: string, entrance: Entrance): Certainty {
  const tag = destination.toLowerCase();
  if (tag === '*' || tag === 'any' || tag === 'virtualnetwork') return 'yes';
  if (tag === 'internet' || tag === 'azureloadbalancer') return 'no';
  if (tag.startsWith('asg:')) return entrance.memberOf.includes(tag.slice('asg:'.length)) ? 'yes' : 'no';
  const [own, range] = [addressesOf(entrance.address), addressesOf(destination)];
  if (!own || !range) return 'maybe';
  return isWithin(own, range) ? 'yes' : 'no';
}

const all = (each: readonly Certainty[]): Certainty =>
  each.includes('no') ? 'no' : each.includes('maybe') ? 'maybe' : 'yes';

const any = (each: readonly Certainty[]): Certainty =>
  each.includes('yes') ? 'yes' : each.includes('maybe') ? 'maybe' : 'no';

const nameOf = (id: string): string => id.split('/').at(-1) ?? id;

import type { SecurityRule } from '@azure/arm-network';
import { z } from 'zod';
import { sound } from '../wire/sound.ts';
import { covers } from './sources.ts';

/** One inbound rule of a network security group, with Azure's one-or-many fields made many. */
export interface NsgRule {
  readonly nsgId: string;
  readonly name: string;
  readonly etag?: string;
  readonly priority: number;
  readonly access: 'allow' | 'deny';
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: readonly string[];
  /** Set where it is only about what comes from some ports of whoever comes. */
  readonly fromSome?: true;
}

/** What wants to get in: from where, to which private address, on which port. */
export interface Traffic {
  readonly source: string;
  readonly address: string;
  readonly number: number;
  readonly protocol: string;
}

const Text = z.string().nullish();
const Texts = z.array(z.string()).nullish();
const Groups = z.array(z.object({ id: Text })).nullish();
/** Without a side, or without a word of what it does, a rule would be read as none, or as one that keeps out. */
const Side = z.string().regex(/^(?:in|out)bound$/i);
const Access = z.string().regex(/^(?:allow|deny)$/i);
const Rule = z.object({
  ...{ name: z.string(), etag: Text, direction: Side, access: Access, protocol: Text },
  provisioningState: Text,
  ...{ priority: z.number().nullish(), sourceAddressPrefix: Text, sourceAddressPrefixes: Texts },
  ...{ destinationAddressPrefix: Text, destinationAddressPrefixes: Texts },
  ...{ destinationPortRange: Text, destinationPortRanges: Texts },
  ...{ sourcePortRange: Text, sourcePortRanges: Texts },
  ...{ sourceApplicationSecurityGroups: Groups, destinationApplicationSecurityGroups: Groups },
});

/** The rule, if it can be read: one that cannot may let anybody in. Throws `CloudError`. */
export const soundRule = (rule: SecurityRule): SecurityRule =>
  sound(Rule, 'a rule of a network security group', rule);

/** Reads the rule as the library gives it; undefined for an outbound one. Throws `CloudError` where it cannot be read. */
export function readRule(nsgId: string, given: SecurityRule): NsgRule | undefined {
  const rule = soundRule(given);
  if (rule.direction?.toLowerCase() !== 'inbound') return undefined;
  const both = (one: string | undefined, many: readonly string[] | undefined): readonly string[] => [
    // The library hands Azure's nulls on.
    ...(one ? [one] : []),
    ...(many ?? []),
  ];
  return {
    nsgId,
    name: rule.name ?? '',
    priority: rule.priority ?? Number.MAX_SAFE_INTEGER,
    access: rule.access?.toLowerCase() === 'allow' ? 'allow' : 'deny',
    protocol: rule.protocol?.toLowerCase() ?? '*',
    sources: both(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
    destinations: both(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
    ports: both(rule.destinationPortRange, rule.destinationPortRanges),
    ...(isFromSome(both(rule.sourcePortRange, rule.sourcePortRanges)) && { fromSome: true as const }),
    ...(rule.etag && { etag: rule.etag }),
  };
}

/** Where no port is written, any is meant. */
export const isFromSome = (sourcePorts: readonly string[]): boolean =>
  sourcePorts.length > 0 && !sourcePorts.some((ports) => /^(?:\*|[01]-65535)$/.test(ports.trim()));

/**
 * The rule that decides over this traffic, as Azure evaluates them: the lowest priority number that fits. Undefined: the default
 * rules, which deny. One that denies only what comes from some ports decides nothing.
 */
export function decidingRule(rules: readonly NsgRule[], traffic: Traffic): NsgRule | undefined {
  const inOrder = [...rules].sort((a, b) => a.priority - b.priority);
  return inOrder.find((rule) => fits(rule, traffic) && (rule.access === 'allow' || !rule.fromSome));
}

function fits(rule: NsgRule, traffic: Traffic): boolean {
  const protocol = rule.protocol === '*' || traffic.protocol === '*' || rule.protocol === traffic.protocol;
  return (
    protocol &&
    rule.sources.some((source) => covers(source, traffic.source)) &&
    rule.destinations.some((address) => holds(address, traffic.address)) &&
    rule.ports.some((port) => spans(port, traffic.number))
  );
}

/** Every private address lies in the tag VirtualNetwork. */
const holds = (destination: string, address: string): boolean =>
  destination.toLowerCase() === 'virtualnetwork' || covers(destination, address);

/** True when a rule's port text (`22`, `20-30`, `*`) holds the number. */
export function spans(port: string, number: number): boolean {
  if (port === '*') return true;
  const [from, to = from] = port.split('-').map(Number);
  return from !== undefined && to !== undefined && from <= number && number <= to;
}

import type { SecurityRule } from '@azure/arm-network';
import type { InboundRule } from '../../../access/check/vm-network.ts';
import { readBaselineName } from '../../../access/setup/baseline-name.ts';
import { JIT_NAME } from '../defender/jit-rule.ts';
import { isFromSome, soundRule } from '../network/nsg-rules.ts';

/** A security group's rule as the library gives it, in our own words; undefined for an outbound one. Throws `CloudError` where it cannot be read. */
export function readInbound(of: string, given: SecurityRule): InboundRule | undefined {
  const rule = soundRule(given);
  if (rule.direction?.toLowerCase() !== 'inbound') return undefined;
  const madeBy = makerOf(rule.name ?? '');
  return {
    ...{ name: rule.name ?? '', of, priority: rule.priority ?? Number.MAX_SAFE_INTEGER },
    access: rule.access?.toLowerCase() === 'allow' ? 'allow' : 'deny',
    protocol: rule.protocol?.toLowerCase() ?? '*',
    sources: [
      ...both(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
      ...asgs(rule.sourceApplicationSecurityGroups),
    ],
    destinations: [
      ...both(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
      ...asgs(rule.destinationApplicationSecurityGroups),
    ],
    ports: both(rule.destinationPortRange, rule.destinationPortRanges),
    ...(isFromSome(both(rule.sourcePortRange, rule.sourcePortRanges)) && { fromSome: true as const }),
    ...(madeBy && { madeBy }),
  };
}

/** Told by the name: Ajar's own have the id of their request in it. In a firewall Defender's names are shorter. */
export const makerOf = (name: string): InboundRule['madeBy'] =>
  JIT_NAME.test(name) || /^(?:MDC|ASC)-JIT/i.test(name)
    ? 'jit'
    : /^ajar-aj-[0-9a-z]{6}-/i.test(name)
      ? 'ajar'
      : readBaselineName(name)
        ? 'baseline'
        : undefined;

const both = (one: string | undefined, many: readonly string[] | undefined): readonly string[] => [
  ...(one ? [one] : []),
  ...(many ?? []),
];

const asgs = (groups: readonly { readonly id?: string }[] | undefined): readonly string[] =>
  (groups ?? []).flatMap(({ id }) => (id ? [`asg:${id.toLowerCase()}`] : []));

import type { SecurityRule } from '@azure/arm-network';
import type { Grant } from '../../../access/grant.ts';
import type { Protocol } from '../../../access/port.ts';
import { CloudError, type Order } from '../../../ports/provider.ts';
import { readGuards } from '../inventory/guards.ts';
import type { GroupRule } from '../network/group.ts';
import { ruleNameOf } from '../network/rule-name.ts';
import { azureSource, isIpv6, isNarrow, sameSource } from '../network/sources.ts';
import type { Wanted } from './priority.ts';

/** What a grant's rule in one of its groups is to be. */
export const wantedIn = (order: Order, grant: Grant, nsgId: string): Wanted => ({
  name: ruleNameOf(order, grant),
  description: describeOrder(order),
  source: grant.source,
  addresses: addressesIn(grant, nsgId),
  number: grant.port.number,
  protocol: grant.port.protocol,
});

/** Each once: two interfaces in two networks may have the same one. */
const addressesIn = (grant: Grant, nsgId: string): readonly string[] => [
  ...new Set(
    readGuards(grant.cloud.guards ?? '')
      .filter(({ address, nsgIds }) => nsgIds.includes(nsgId) && isIpv6(address) === isIpv6(grant.source))
      .map(({ address }) => address),
  ),
];

/** The groups that a grant's rules stand in, fixed when it was planned. */
export const groupsOf = (grant: Grant): readonly string[] => [
  ...new Set(readGuards(grant.cloud.guards ?? '').flatMap(({ nsgIds }) => nsgIds)),
];

/** https://learn.microsoft.com/rest/api/virtualnetwork/security-rules/create-or-update: 140 characters. */
const LONGEST_DESCRIPTION = 140;

/** Whoever finds the rule should learn whose it is and when it goes. Only plain characters: what people wrote is in it. */
export const describeOrder = ({ justification, request, until }: Order): string =>
  `ajar ${request} until ${until.toISOString()}${justification.replace(/^ajar \S+/, '')}`
    .replace(/[^\p{L}\p{N} .,:()@_-]/gu, '')
    .slice(0, LONGEST_DESCRIPTION);

export const PROTOCOLS: Readonly<Record<Protocol, string>> = { tcp: 'Tcp', udp: 'Udp', '*': '*' };

/** The rule as Azure is told it. Throws rather than leave a side of it open. */
export function ruleBody(wanted: Wanted, priority: number): SecurityRule {
  const { source, addresses, number, protocol, description } = wanted;
  if (!isNarrow(source) || addresses.length === 0 || !addresses.every(isNarrow))
    throw new CloudError(
      'broken',
      `A rule needs one source and the VM's own addresses, and has ${JSON.stringify(source)} and ${JSON.stringify(addresses)}. Nothing was sent; ask again with an address such as 203.0.113.7.`,
      { nothingSent: true },
    );
  return {
    ...{ description, access: 'Allow', direction: 'Inbound', priority },
    ...{ protocol: PROTOCOLS[protocol as Protocol], sourcePortRange: '*' },
    ...{ sourceAddressPrefix: azureSource(source), destinationPortRange: String(number) },
    ...(addresses.length === 1
      ? { destinationAddressPrefix: addresses[0] ?? '' }
      : { destinationAddressPrefixes: [...addresses] }),
  };
}

/** True while a rule of ours still says what it was made to say: somebody may have changed it by hand (HOLES H19). */
export const isAsMade = (rule: GroupRule, { source, addresses, number, protocol }: Wanted): boolean =>
  rule.access === 'allow' &&
  !rule.byGroups &&
  rule.protocol === protocol &&
  rule.sources.length === 1 &&
  sameSource(rule.sources[0] ?? '', source) &&
  rule.ports.length === 1 &&
  rule.ports[0] === String(number) &&
  rule.destinations.length === addresses.length &&
  rule.destinations.every((to) => addresses.some((own) => sameSource(to, own)));

import type { NatRule } from '@azure/arm-network';
import type { Grant } from '../../../access/grant.ts';
import type { Protocol } from '../../../access/port.ts';
import { CloudError, type Order } from '../../../ports/provider.ts';
import { ruleNameOf } from '../network/rule-name.ts';
import { azureSource, isNarrow, sameSource } from '../network/sources.ts';
import { describeOrder } from '../nsg/draft.ts';
import { placeOf } from './place.ts';

const PROTOCOLS: Readonly<Record<Protocol, readonly string[]>> = {
  ...{ tcp: ['TCP'], udp: ['UDP'], '*': ['TCP', 'UDP'] },
};

/** The rule that lets a grant's source in, as Azure is told it. Throws rather than leave a side of it open (HOLES H22). */
export function natRuleOf(order: Order, grant: Grant): NatRule {
  const { publicAddress, address, mapped } = placeOf(grant);
  const { source, port } = grant;
  if (![source, publicAddress, address].every(isNarrow) || !Number.isInteger(mapped) || mapped < 1)
    throw new CloudError(
      'broken',
      `A firewall rule needs one source, a public address with a port, and the VM's own address; this has ${JSON.stringify([source, publicAddress, mapped, address])}. Nothing was sent; ask again with an address such as 203.0.113.7.`,
      { nothingSent: true },
    );
  return {
    ...{ ruleType: 'NatRule', name: ruleNameOf(order, grant), description: describeOrder(order) },
    ipProtocols: [...PROTOCOLS[port.protocol]],
    sourceAddresses: [azureSource(source)],
    ...{ destinationAddresses: [publicAddress], destinationPorts: [String(mapped)] },
    ...{ translatedAddress: address, translatedPort: String(port.number), sourceIpGroups: [] },
  };
}

/** True while a rule of ours still says what it was made to say: somebody may have changed it by hand (HOLES H19). */
export const isAsMade = (rule: NatRule, wanted: NatRule): boolean =>
  only(rule.sourceAddresses, wanted.sourceAddresses, sameSource) &&
  (rule.sourceIpGroups ?? []).length === 0 &&
  only(rule.destinationAddresses, wanted.destinationAddresses, sameSource) &&
  only(rule.destinationPorts, wanted.destinationPorts) &&
  rule.translatedAddress === wanted.translatedAddress &&
  rule.translatedPort === wanted.translatedPort &&
  !rule.translatedFqdn &&
  [...(rule.ipProtocols ?? [])].sort().join() === [...(wanted.ipProtocols ?? [])].sort().join();

/** Both are one thing, and the same. */
const only = (
  have: readonly string[] = [],
  want: readonly string[] = [],
  same: (a: string, b: string) => boolean = (a, b) => a === b,
): boolean => have.length === 1 && want.length === 1 && same(have[0] ?? '', want[0] ?? '');

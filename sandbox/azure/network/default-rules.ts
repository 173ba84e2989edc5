import { newEtag } from '../cloud/cloud.ts';
import type { SecurityRule } from '../cloud/documents.ts';

type Row = readonly [name: string, access: 'Allow' | 'Deny', from: string, to: string, priority: number];

const INBOUND: readonly Row[] = [
  ['AllowVnetInBound', 'Allow', 'VirtualNetwork', 'VirtualNetwork', 65000],
  ['AllowAzureLoadBalancerInBound', 'Allow', 'AzureLoadBalancer', '*', 65001],
  ['DenyAllInBound', 'Deny', '*', '*', 65500],
];

const OUTBOUND: readonly Row[] = [
  ['AllowVnetOutBound', 'Allow', 'VirtualNetwork', 'VirtualNetwork', 65000],
  ['AllowInternetOutBound', 'Allow', '*', 'Internet', 65001],
  ['DenyAllOutBound', 'Deny', '*', '*', 65500],
];

/** The six rules that every network security group has and nobody can remove. */
export function defaultRules(nsgId: string): SecurityRule[] {
  const rule = (
    direction: 'Inbound' | 'Outbound',
    [name, access, from, to, priority]: Row,
  ): SecurityRule => ({
    name,
    id: `${nsgId}/defaultSecurityRules/${name}`,
    etag: newEtag(),
    type: 'Microsoft.Network/networkSecurityGroups/defaultSecurityRules',
    properties: {
      provisioningState: 'Succeeded',
      protocol: '*',
      sourcePortRange: '*',
      destinationPortRange: '*',
      sourceAddressPrefix: from,
      destinationAddressPrefix: to,
      access,
      priority,
      direction,
      sourcePortRanges: [],
      destinationPortRanges: [],
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: [],
    },
  });
  return [...INBOUND.map((row) => rule('Inbound', row)), ...OUTBOUND.map((row) => rule('Outbound', row))];
}

import type { InboundRule } from './vm-network.ts';

/** The inbound rules that every security group ends with; nobody can change or remove them. https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules */
export const defaultRules = (of: string): readonly InboundRule[] =>
  ROWS.map(([name, priority, access, source, destination]) => ({
    ...{ name, of, priority, access, protocol: '*', ports: ['*'], isDefault: true },
    ...{ sources: [source], destinations: [destination] },
  }));

const ROWS = [
  ['AllowVnetInBound', 65_000, 'allow', 'VirtualNetwork', 'VirtualNetwork'],
  ['AllowAzureLoadBalancerInBound', 65_001, 'allow', 'AzureLoadBalancer', '*'],
  ['DenyAllInBound', 65_500, 'deny', '*', '*'],
] as const;

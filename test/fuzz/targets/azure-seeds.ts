// Shaped as Azure answers, but made up.
export const SUB = '00000000-0000-4000-8000-0000000000a1';
const NETWORK = `/subscriptions/${SUB}/resourceGroups/rg-web/providers/Microsoft.Network`;

export const ID = (name: string): string => `${NETWORK}/things/${name}`;
export const VM = `/subscriptions/${SUB}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01`;
export const NIC = `${NETWORK}/networkInterfaces/web-01-nic`;
export const NSG = `${NETWORK}/networkSecurityGroups/web-nsg`;
export const SUBNET = `${NETWORK}/virtualNetworks/net/subnets/web`;
export const FIREWALL_POLICY = `${NETWORK}/firewallPolicies/fp`;
export const POLICY_ID = `/subscriptions/${SUB}/resourceGroups/rg-web/providers/Microsoft.Security/locations/koreacentral/jitNetworkAccessPolicies/default`;

const PORT = { number: 22, protocol: '*', allowedSourceAddressPrefix: '*', maxRequestAccessDuration: 'PT3H' };
const OPENED = {
  ...{ number: 22, allowedSourceAddressPrefix: '203.0.113.7', endTimeUtc: '2026-01-31T12:00:00.1234567Z' },
  ...{ status: 'Initiated', statusReason: 'UserRequested', mappedPort: 40022 },
};

export const JIT_POLICY = {
  ...{ id: POLICY_ID, name: 'default', type: 'Microsoft.Security/locations/jitNetworkAccessPolicies' },
  ...{ kind: 'Basic', location: 'koreacentral' },
  properties: {
    virtualMachines: [
      { id: VM, ports: [PORT, { ...PORT, number: 3389 }] },
      { id: `${VM}2`, ports: [{ ...PORT, allowedSourceAddressPrefixes: ['10.0.0.0/8', '203.0.113.7'] }] },
    ],
    requests: [
      {
        ...{
          startTimeUtc: '2026-01-31T10:00:00.1234567Z',
          requestor: 'Riley',
          justification: 'ajar aj-7k2m9q for Riley',
        },
        virtualMachines: [
          { id: VM, ports: [OPENED, { ...OPENED, status: 'Revoked', statusReason: 'Expired' }] },
        ],
      },
    ],
    provisioningState: 'Succeeded',
  },
};

const RULE = {
  ...{ id: `${NSG}/securityRules/web`, name: 'web', etag: 'W/"1"' },
  properties: {
    ...{ provisioningState: 'Succeeded', protocol: 'TCP', sourcePortRange: '*', destinationPortRange: '22' },
    ...{
      sourceAddressPrefix: '203.0.113.7',
      destinationAddressPrefix: '10.0.0.4',
      access: 'Allow',
      priority: 100,
    },
    ...{ direction: 'Inbound', sourceAddressPrefixes: [], destinationPortRanges: ['80', '90-99'] },
    sourceApplicationSecurityGroups: [{ id: ID('asg') }],
  },
};

export const GROUP = {
  ...{ id: NSG, name: 'web-nsg', location: 'koreacentral', tags: { a: 'b' }, etag: 'W/"1"' },
  properties: {
    securityRules: [RULE, { ...RULE, name: 'ajar-aj-7k2m9q-g1-20260131T120000Z' }],
    flushConnection: false,
  },
};

export const RULES = { value: [RULE, RULE] };

export const NAT_RULES = {
  value: [
    {
      ...{ id: `${FIREWALL_POLICY}/ruleCollectionGroups/g`, name: 'g', etag: 'e' },
      properties: {
        ...{ priority: 150, provisioningState: 'Succeeded' },
        ruleCollections: [
          {
            ...{
              ruleCollectionType: 'FirewallPolicyNatRuleCollection',
              name: 'nat',
              priority: 100,
              action: { type: 'DNAT' },
            },
            rules: [
              {
                ...{ ruleType: 'NatRule', name: 'r', ipProtocols: ['TCP'], sourceAddresses: ['203.0.113.7'] },
                ...{ destinationAddresses: ['203.0.113.40'], destinationPorts: ['40022'] },
                ...{ translatedAddress: '10.0.0.4', translatedPort: '22' },
              },
            ],
          },
        ],
      },
    },
  ],
};

export const INTERFACE = {
  ...{ id: NIC, name: 'web-01-nic', location: 'koreacentral' },
  properties: {
    networkSecurityGroup: { id: NSG },
    ipConfigurations: [
      {
        name: 'a',
        properties: {
          privateIPAddress: '10.0.0.4',
          subnet: { id: SUBNET },
          publicIPAddress: { id: ID('p') },
        },
      },
    ],
  },
};

const POOL = `${NETWORK}/loadBalancers/lb/backendAddressPools/pool`;
const FRONT = `${NETWORK}/loadBalancers/lb/frontendIPConfigurations/front`;
const PUBLIC = `${NETWORK}/publicIPAddresses/p`;
const NET = `${NETWORK}/virtualNetworks/net`;
export const FIREWALL = `${NETWORK}/azureFirewalls/fw`;

/** What stands before the VM, by what the address that is asked begins its last part but one with. */
export const BEFORE_VM = {
  networkInterfaces: {
    ...{ id: NIC, name: 'web-01-nic' },
    properties: {
      networkSecurityGroup: { id: NSG },
      ipConfigurations: [
        {
          name: 'a',
          properties: {
            ...{ privateIPAddress: '10.0.0.4', subnet: { id: SUBNET }, publicIPAddress: { id: PUBLIC } },
            ...{
              loadBalancerBackendAddressPools: [{ id: POOL }],
              applicationSecurityGroups: [{ id: ID('asg') }],
            },
          },
        },
      ],
    },
  },
  subnets: {
    id: SUBNET,
    properties: {
      networkSecurityGroup: { id: NSG },
      addressPrefix: '10.0.0.0/24',
      routeTable: { id: ID('r') },
    },
  },
  securityRules: RULES,
  networkSecurityGroups: GROUP,
  virtualNetworks: {
    id: NET,
    properties: {
      ...{
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ id: SUBNET, name: 'GatewaySubnet' }],
      },
      virtualNetworkPeerings: [
        {
          properties: { peeringState: 'Connected', remoteAddressSpace: { addressPrefixes: ['10.1.0.0/16'] } },
        },
      ],
    },
  },
  publicIPAddresses: { id: PUBLIC, properties: { ipAddress: '203.0.113.40' }, sku: { name: 'Standard' } },
  loadBalancers: {
    ...{ id: POOL.split('/backend')[0], name: 'lb', sku: { name: 'Standard' } },
    properties: {
      frontendIPConfigurations: [{ id: FRONT, properties: { publicIPAddress: { id: PUBLIC } } }],
      loadBalancingRules: [
        {
          name: 'ssh',
          properties: {
            ...{ protocol: 'Tcp', frontendPort: 40022, backendPort: 22, backendAddressPools: [{ id: POOL }] },
            frontendIPConfiguration: { id: FRONT },
          },
        },
      ],
      inboundNatRules: [
        { name: 'n', properties: { backendAddressPool: { id: POOL }, frontendPortRangeStart: 1 } },
      ],
    },
  },
  azureFirewalls: {
    ...{ id: FIREWALL, name: 'fw' },
    properties: {
      ipConfigurations: [{ properties: { subnet: { id: SUBNET }, privateIPAddress: '10.0.1.4' } }],
      natRuleCollections: [
        {
          properties: {
            priority: 100,
            rules: [
              {
                ...{ name: 'r', protocols: ['TCP'], sourceAddresses: ['203.0.113.7'], translatedPort: '22' },
                ...{
                  destinationAddresses: ['203.0.113.40'],
                  destinationPorts: ['40022'],
                  translatedAddress: '10.0.0.4',
                },
              },
            ],
          },
        },
      ],
    },
  },
  listNetworkManagerEffectiveSecurityAdminRules: {
    value: [
      {
        ...{ id: `${NET}/securityAdminConfigurations/c/ruleCollections/k/rules/r`, kind: 'Custom' },
        properties: {
          ...{
            direction: 'Inbound',
            access: 'AlwaysAllow',
            priority: 10,
            protocol: 'Tcp',
            destinationPortRanges: ['22'],
          },
          sources: [{ addressPrefix: '*', addressPrefixType: 'IPPrefix' }],
        },
      },
    ],
    skipToken: null,
  },
};

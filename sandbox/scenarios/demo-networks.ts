import type { Scenario } from '../azure/scenario.ts';

/** A network for each resource group that has VMs of today; two subnets have no security group of their own. */
export const networks: Scenario['networks'] = [
  {
    name: 'vnet-prod',
    group: 'rg-prod',
    space: ['10.10.0.0/16'],
    subnets: {
      servers: { prefix: '10.10.1.0/24', nsg: 'nsg-prod' },
      backup: { prefix: '10.10.2.0/24' },
    },
  },
  {
    name: 'vnet-web',
    group: 'rg-web',
    space: ['10.20.0.0/16', '2001:db8:20::/48'],
    subnets: { web: { prefix: '10.20.1.0/24', nsg: 'nsg-web' } },
  },
  {
    name: 'vnet-edge',
    group: 'rg-edge',
    space: ['10.30.0.0/16'],
    subnets: { AzureFirewallSubnet: { prefix: '10.30.0.0/26' }, inside: { prefix: '10.30.1.0/24' } },
  },
  {
    name: 'vnet-lab',
    group: 'rg-lab',
    space: ['10.40.0.0/16'],
    subnets: {
      lab: { prefix: '10.40.1.0/24', nsg: 'nsg-lab' },
      open: { prefix: '10.40.2.0/24' },
    },
  },
];

export const nsgs: Scenario['nsgs'] = [
  { name: 'nsg-prod', group: 'rg-prod' },
  { name: 'nsg-prod-db', group: 'rg-prod' },
  { name: 'nsg-prod-front', group: 'rg-prod' },
  { name: 'nsg-prod-back', group: 'rg-prod' },
  {
    name: 'nsg-web',
    group: 'rg-web',
    rules: [{ name: 'allow-https', priority: 300, source: 'Internet', ports: '443' }],
  },
  { name: 'nsg-lab', group: 'rg-lab' },
  // Somebody's rule from long ago: it comes before Defender's deny at 4096, so the port is open to all.
  {
    name: 'nsg-legacy',
    group: 'rg-lab',
    rules: [{ name: 'default-allow-ssh', priority: 1002, ports: '22' }],
  },
];

export const firewalls: Scenario['firewalls'] = [
  {
    name: 'fw-edge',
    group: 'rg-edge',
    address: '10.30.0.4',
    public: '198.51.100.60',
    nat: [{ name: 'office-ssh', source: '203.0.113.64/26', port: 2222, toAddress: '10.30.1.4', toPort: 22 }],
  },
];

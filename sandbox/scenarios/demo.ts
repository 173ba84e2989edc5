import type { Scenario } from '../azure/scenario.ts';

const jit = (...numbers: number[]) => numbers.map((number) => ({ number }));
const SSH = jit(22);

/**
 * The demo's cloud: two subscriptions and twenty-one VMs, among them every kind that is easy to get wrong. Public addresses are
 * from the ranges for documentation; 127.0.0.7 to 127.0.0.9 are people at such addresses.
 */
export const demo: Scenario = {
  subscriptions: {
    prod: { id: '6c8d2f10-5a41-4d8e-9b7a-0f3e5c2a1b01', name: 'Contoso Production' },
    lab: { id: 'b1f7a9e4-2c63-4b0d-8e5f-7d6a4c3b2a02', name: 'Contoso Lab' },
  },
  groups: {
    'rg-prod': { subscription: 'prod', location: 'koreacentral' },
    'rg-web': { subscription: 'prod', location: 'koreacentral' },
    'rg-edge': { subscription: 'prod', location: 'westeurope' },
    'rg-lab': { subscription: 'lab', location: 'koreacentral' },
    'rg-old': { subscription: 'lab', location: 'westeurope' },
  },
  networkWatchers: true,
  networks: [
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
  ],
  nsgs: [
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
  ],
  vms: [
    {
      name: 'vm-prod-01',
      group: 'rg-prod',
      os: 'Windows',
      tags: { env: 'prod', app: 'billing' },
      nics: [{ subnet: 'vnet-prod/servers', address: '10.10.1.4', public: '198.51.100.11' }],
    },
    // One character away from vm-prod-01.
    {
      name: 'vm-prod-11',
      group: 'rg-prod',
      os: 'Windows',
      tags: { env: 'prod', app: 'billing' },
      nics: [{ subnet: 'vnet-prod/servers', address: '10.10.1.5', public: '198.51.100.12' }],
    },
    {
      name: 'vm-prod-02',
      group: 'rg-prod',
      os: 'Windows',
      tags: { env: 'prod', app: 'reports' },
      nics: [{ subnet: 'vnet-prod/servers', address: '10.10.1.6', public: '198.51.100.13' }],
    },
    // Guarded twice: by its subnet's group and by its interface's.
    {
      name: 'db-prod-01',
      group: 'rg-prod',
      tags: { env: 'prod', app: 'billing', tier: 'db' },
      nics: [
        { subnet: 'vnet-prod/servers', address: '10.10.1.7', public: '198.51.100.14', nsg: 'nsg-prod-db' },
      ],
    },
    // Two network interfaces, each with a security group of its own.
    {
      name: 'gateway-01',
      group: 'rg-prod',
      tags: { env: 'prod', app: 'gateway' },
      nics: [
        { subnet: 'vnet-prod/backup', address: '10.10.2.10', public: '198.51.100.15', nsg: 'nsg-prod-front' },
        { subnet: 'vnet-prod/backup', address: '10.10.2.11', nsg: 'nsg-prod-back' },
      ],
    },
    ...[1, 2, 3, 4, 5, 6].map((n) => ({
      name: `web-0${n}`,
      group: 'rg-web',
      tags: { env: 'prod', app: 'web' },
      nics: [{ subnet: 'vnet-web/web', address: `10.20.1.${3 + n}`, public: `198.51.100.${20 + n}` }],
      ports: [443],
    })),
    {
      name: 'web-v6',
      group: 'rg-web',
      tags: { env: 'prod', app: 'web' },
      nics: [
        {
          subnet: 'vnet-web/web',
          address: '10.20.1.20',
          address6: '2001:db8:20:1::20',
          public: '198.51.100.30',
          public6: '2001:db8:ffff::30',
        },
      ],
    },
    // The same name in two resource groups, and one in two JIT policies.
    {
      name: 'jump-01',
      group: 'rg-web',
      tags: { env: 'prod', app: 'jump' },
      nics: [{ subnet: 'vnet-web/web', address: '10.20.1.30', public: '198.51.100.31' }],
    },
    {
      name: 'jump-01',
      group: 'rg-lab',
      tags: { env: 'lab', app: 'jump' },
      nics: [{ subnet: 'vnet-lab/lab', address: '10.40.1.4', public: '198.51.100.41' }],
    },
    {
      name: 'shared-01',
      group: 'rg-lab',
      tags: { env: 'lab' },
      nics: [{ subnet: 'vnet-lab/lab', address: '10.40.1.5', public: '198.51.100.42' }],
    },
    {
      name: 'legacy-01',
      group: 'rg-lab',
      tags: { env: 'lab' },
      nics: [{ subnet: 'vnet-lab/open', address: '10.40.2.4', public: '198.51.100.43', nsg: 'nsg-legacy' }],
    },
    {
      name: 'sleeper-01',
      group: 'rg-lab',
      running: false,
      tags: { env: 'lab' },
      nics: [{ subnet: 'vnet-lab/lab', address: '10.40.1.6', public: '198.51.100.44' }],
    },
    // In no JIT policy.
    {
      name: 'fresh-01',
      group: 'rg-lab',
      tags: { env: 'lab' },
      nics: [{ subnet: 'vnet-lab/lab', address: '10.40.1.7', public: '198.51.100.45' }],
    },
    // Neither its interface nor its subnet has a security group.
    {
      name: 'bare-01',
      group: 'rg-lab',
      tags: { env: 'lab' },
      nics: [{ subnet: 'vnet-lab/open', address: '10.40.2.5', public: '198.51.100.46' }],
    },
    { name: 'classic-01', group: 'rg-old', os: 'Windows', classic: true },
    {
      name: 'inside-01',
      group: 'rg-edge',
      tags: { env: 'prod', app: 'edge' },
      nics: [{ subnet: 'vnet-edge/inside', address: '10.30.1.4' }],
    },
  ],
  policies: [
    {
      group: 'rg-prod',
      vms: {
        'vm-prod-01': jit(3389, 5986),
        'vm-prod-11': jit(3389, 5986),
        'vm-prod-02': [{ number: 3389, protocol: 'TCP', longest: 'PT1H' }],
        'db-prod-01': [{ number: 22, protocol: 'TCP', source: ['203.0.113.0/24', '198.51.100.128/25'] }],
        'gateway-01': SSH,
      },
    },
    {
      group: 'rg-web',
      vms: {
        'web-01': SSH,
        'web-02': SSH,
        'web-03': SSH,
        'web-04': SSH,
        'web-05': SSH,
        'web-06': SSH,
        'web-v6': SSH,
        'jump-01': SSH,
      },
    },
    {
      group: 'rg-lab',
      vms: { 'jump-01': SSH, 'shared-01': SSH, 'legacy-01': SSH, 'sleeper-01': SSH },
    },
    {
      name: 'shared-01',
      group: 'rg-lab',
      vms: {
        'shared-01': [
          { number: 22, protocol: 'TCP', longest: 'PT8H' },
          { number: 8080, protocol: 'TCP' },
        ],
      },
    },
  ],
  firewalls: [
    {
      name: 'fw-edge',
      group: 'rg-edge',
      address: '10.30.0.4',
      public: '198.51.100.60',
      nat: [
        { name: 'office-ssh', source: '203.0.113.64/26', port: 2222, toAddress: '10.30.1.4', toPort: 22 },
      ],
    },
  ],
  sources: {
    '127.0.0.1': '203.0.113.1',
    '127.0.0.7': '203.0.113.7',
    '127.0.0.8': '203.0.113.8',
    '127.0.0.9': '2001:db8::9',
    '127.0.0.70': '203.0.113.70',
    '127.0.0.10': '10.10.1.200',
  },
};

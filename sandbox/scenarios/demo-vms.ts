import type { Scenario } from '../azure/scenario.ts';

/** Every kind of VM that is easy to get wrong. */
export const vms: Scenario['vms'] = [
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
];

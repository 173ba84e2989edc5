import type { Scenario } from '../azure/scenario.ts';
import { policies } from './demo-jit.ts';
import { firewalls, networks, nsgs } from './demo-networks.ts';
import { vms } from './demo-vms.ts';

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
  networks,
  nsgs,
  vms,
  policies,
  firewalls,
  sources: {
    '127.0.0.1': '203.0.113.1',
    '127.0.0.7': '203.0.113.7',
    '127.0.0.8': '203.0.113.8',
    '127.0.0.9': '2001:db8::9',
    '127.0.0.70': '203.0.113.70',
    '127.0.0.10': '10.10.1.200',
  },
};

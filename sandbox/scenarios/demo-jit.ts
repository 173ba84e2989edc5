import type { Scenario } from '../azure/scenario.ts';

const jit = (...numbers: number[]) => numbers.map((number) => ({ number }));
const SSH = jit(22);

/** What Defender keeps shut at the demo's start. */
export const policies: Scenario['policies'] = [
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
];

import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { behindFirewall, FIREWALL, INSIDE, PUBLIC } from '../firewall/scenario.ts';

export { FIREWALL, INSIDE, PUBLIC };

/** The VMs behind a firewall in a peered hub, which has rules of its own and no firewall policy. */
export const classic: Scenario = {
  ...behindFirewall,
  firewalls: [{ name: 'fw-hub', group: 'rg-hub', address: '10.1.0.4', public: PUBLIC }],
  firewallPolicies: [],
};

import type { Sandbox } from '../../../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../../../sandbox/azure/scenario.ts';
import { SUB, scenario } from '../sandbox-azure.ts';

export const PUBLIC = '198.51.100.60';
/** The range that the VM sees whoever comes through the firewall from. */
export const INSIDE = '10.1.0.0/26';

const network = (type: string, name: string): string =>
  `/subscriptions/${SUB}/resourceGroups/rg-hub/providers/Microsoft.Network/${type}/${name}`;
export const FIREWALL = network('azureFirewalls', 'fw-hub');
export const POLICY = network('firewallPolicies', 'Pol-Hub');
export const groupId = (name: string): string => `${POLICY}/ruleCollectionGroups/${name}`;

const [web, ...others] = scenario.vms;

/** The usual VMs without public addresses, whose network's route leads to a firewall with a policy in a peered hub; and groups that deny the rest. */
export const behindFirewall: Scenario = {
  ...scenario,
  groups: { ...scenario.groups, 'rg-hub': { subscription: 'a', location: 'koreacentral' } },
  nsgs: scenario.nsgs.map((nsg) => ({
    ...nsg,
    rules: [{ name: 'deny-rest', priority: 4000, access: 'Deny' }],
  })),
  networks: [
    ...scenario.networks.map((each) => ({
      ...{ ...each, peers: ['rg-hub:hub'] },
      subnets: Object.fromEntries(
        Object.entries(each.subnets).map(([name, subnet]) => [name, { ...subnet, nextHop: '10.1.0.4' }]),
      ),
    })),
    {
      ...{ name: 'hub', group: 'rg-hub', space: ['10.1.0.0/16'], peers: ['rg-Web:vnet'] },
      subnets: { AzureFirewallSubnet: { prefix: INSIDE } },
    },
  ],
  vms: [
    { ...web!, nics: [{ subnet: 'vnet/web', address: '10.0.0.4', nsg: 'nsg-nic' }] },
    ...others,
    { name: 'bare-01', group: 'rg-Web', ports: [8080], nics: [{ subnet: 'vnet/bare', address: '10.0.1.8' }] },
  ],
  firewalls: [{ name: 'fw-hub', group: 'rg-hub', address: '10.1.0.4', public: PUBLIC, policy: 'Pol-Hub' }],
  firewallPolicies: [
    {
      ...{ name: 'Pol-Hub', group: 'rg-hub' },
      groups: [
        {
          ...{ name: 'DefaultDnatRuleCollectionGroup', priority: 100 },
          nat: [{ name: 'office', source: '192.0.2.0/24', port: 2222, toAddress: '10.0.1.8', toPort: 22 }],
        },
      ],
    },
  ],
};

interface Rule {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** The rules in Ajar's own group of the policy. */
export const natRules = (sandbox: Sandbox): readonly Rule[] =>
  (sandbox.document(groupId('ajar'))?.properties.ruleCollections ?? []).flatMap(
    ({ rules }: { rules: readonly Rule[] }) => rules,
  );

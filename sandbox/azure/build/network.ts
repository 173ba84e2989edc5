import { newEtag } from '../cloud/cloud.ts';
import type { ArmDocument, FirewallDocument, Nsg, SecurityRule, VirtualNetwork } from '../cloud/documents.ts';
import { ASG_TYPE } from '../network/asg.ts';
import { defaultRules } from '../network/default-rules.ts';
import type { FullScenario } from '../scenario.ts';
import type { Home } from './home.ts';
import { buildPublicAddress } from './nic.ts';

const NETWORK = 'Microsoft.Network';

/** A security group with the scenario's rules and the default ones. */
export function buildNsg(at: Home, nsg: FullScenario['nsgs'][number]): Nsg {
  const id = at.id(`${NETWORK}/networkSecurityGroups`, nsg.name);
  return {
    name: nsg.name,
    id,
    etag: newEtag(),
    type: `${NETWORK}/networkSecurityGroups`,
    location: at.location,
    properties: {
      provisioningState: 'Succeeded',
      ...(nsg.flushConnection && { flushConnection: true }),
      securityRules: nsg.rules.map((rule) => buildRule(at, id, rule)),
      defaultSecurityRules: defaultRules(id),
    },
  };
}

type ScenarioRule = FullScenario['nsgs'][number]['rules'][number];

function buildRule(at: Home, nsgId: string, rule: ScenarioRule): SecurityRule {
  const asgs = (names: readonly string[]) => names.map((name) => ({ id: at.id(ASG_TYPE, name) }));
  const { sourceAsgs: from, destinationAsgs: to } = rule;
  return {
    name: rule.name,
    id: `${nsgId}/securityRules/${rule.name}`,
    etag: newEtag(),
    type: `${NETWORK}/networkSecurityGroups/securityRules`,
    properties: {
      provisioningState: 'Succeeded',
      protocol: rule.protocol,
      sourcePortRange: '*',
      destinationPortRange: rule.ports,
      ...(from ? { sourceApplicationSecurityGroups: asgs(from) } : { sourceAddressPrefix: rule.source }),
      ...(to
        ? { destinationApplicationSecurityGroups: asgs(to) }
        : { destinationAddressPrefix: rule.destination }),
      access: rule.access,
      priority: rule.priority,
      direction: 'Inbound',
      sourcePortRanges: [],
      destinationPortRanges: [],
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: [],
    },
  };
}

/** The route tables of a network's subnets, where they have one. */
export const buildRouteTables = (
  at: Home,
  { name, subnets }: FullScenario['networks'][number],
): readonly ArmDocument[] =>
  Object.entries(subnets).flatMap(([subnet, { nextHop }]) =>
    nextHop === undefined
      ? []
      : [
          {
            ...{ id: routeTableId(at, name, subnet), name: `${name}-${subnet}`, location: at.location },
            ...{ type: `${NETWORK}/routeTables`, etag: newEtag() },
            properties: {
              provisioningState: 'Succeeded',
              routes: [
                {
                  name: 'everything',
                  properties: {
                    addressPrefix: '0.0.0.0/0',
                    nextHopType: 'VirtualAppliance',
                    nextHopIpAddress: nextHop,
                  },
                },
              ],
            },
          },
        ],
  );

const routeTableId = (at: Home, network: string, subnet: string): string =>
  at.id(`${NETWORK}/routeTables`, `${network}-${subnet}`);

/** A virtual network; a subnet's security group is looked for in the same resource group. */
export function buildNetwork(
  home: (key: string) => Home,
  network: FullScenario['networks'][number],
): VirtualNetwork {
  const at = home(network.group);
  const peers = network.peers.map((peer) => {
    const [group, name] = peer.includes(':') ? (peer.split(':') as [string, string]) : [network.group, peer];
    return home(group).id(`${NETWORK}/virtualNetworks`, name);
  });
  const id = at.id(`${NETWORK}/virtualNetworks`, network.name);
  return {
    name: network.name,
    id,
    etag: newEtag(),
    type: `${NETWORK}/virtualNetworks`,
    location: at.location,
    properties: {
      provisioningState: 'Succeeded',
      addressSpace: { addressPrefixes: network.space },
      virtualNetworkPeerings: peers.map((remote, index) => ({
        name: `peering-${index + 1}`,
        properties: { peeringState: 'Connected', remoteVirtualNetwork: { id: remote } },
      })),
      subnets: Object.entries(network.subnets).map(([name, { prefix, nsg, nextHop }]) => ({
        name,
        id: `${id}/subnets/${name}`,
        etag: newEtag(),
        type: `${NETWORK}/virtualNetworks/subnets`,
        properties: {
          provisioningState: 'Succeeded',
          addressPrefix: prefix,
          ...(nsg ? { networkSecurityGroup: { id: at.id(`${NETWORK}/networkSecurityGroups`, nsg) } } : {}),
          ...(nextHop ? { routeTable: { id: routeTableId(at, network.name, name) } } : {}),
        },
      })),
    },
  };
}

/** A firewall with classic NAT rules, and its public address; it stands in the network of its resource group that has a subnet for it. */
export function buildFirewall(
  at: Home,
  firewall: FullScenario['firewalls'][number],
  networks: FullScenario['networks'],
  policyId: string | undefined,
): readonly [ArmDocument, FirewallDocument] {
  const network = networks.find(
    ({ group, subnets }) => group === firewall.group && 'AzureFirewallSubnet' in subnets,
  );
  const subnet =
    network && `${at.id(`${NETWORK}/virtualNetworks`, network.name)}/subnets/AzureFirewallSubnet`;
  const address = buildPublicAddress(at, `${firewall.name}-ip`, firewall.public);
  const id = at.id(`${NETWORK}/azureFirewalls`, firewall.name);
  const rules = firewall.nat.map((rule) => ({
    name: rule.name,
    protocols: ['TCP'],
    sourceAddresses: [rule.source],
    destinationAddresses: [firewall.public],
    destinationPorts: [String(rule.port)],
    translatedAddress: rule.toAddress,
    translatedPort: String(rule.toPort),
  }));
  const collection = {
    name: 'nat',
    id: `${id}/natRuleCollections/nat`,
    properties: { provisioningState: 'Succeeded', priority: 100, action: { type: 'Dnat' }, rules },
  };
  return [
    address,
    {
      name: firewall.name,
      id,
      etag: newEtag(),
      type: `${NETWORK}/azureFirewalls`,
      location: at.location,
      properties: {
        provisioningState: 'Succeeded',
        sku: { name: 'AZFW_VNet', tier: 'Standard' },
        threatIntelMode: 'Alert',
        ...(policyId ? { firewallPolicy: { id: policyId } } : {}),
        natRuleCollections: rules.length > 0 ? [collection] : [],
        networkRuleCollections: [],
        applicationRuleCollections: [],
        ipConfigurations: [
          {
            name: 'ipconfig',
            id: `${id}/azureFirewallIpConfigurations/ipconfig`,
            properties: {
              privateIPAddress: firewall.address,
              publicIPAddress: { id: address.id },
              ...(subnet ? { subnet: { id: subnet } } : {}),
            },
          },
        ],
      },
    },
  ];
}

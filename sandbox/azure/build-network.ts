import type { Home } from './build.ts';
import { newEtag } from './cloud.ts';
import { defaultRules } from './default-rules.ts';
import type { ArmDocument, FirewallDocument, Nic, Nsg, SecurityRule, VirtualNetwork } from './documents.ts';
import type { FullScenario } from './scenario.ts';

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
      securityRules: nsg.rules.map((rule) => buildRule(id, rule)),
      defaultSecurityRules: defaultRules(id),
    },
  };
}

function buildRule(nsgId: string, rule: FullScenario['nsgs'][number]['rules'][number]): SecurityRule {
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
      sourceAddressPrefix: rule.source,
      destinationAddressPrefix: rule.destination,
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

/** A virtual network; a subnet's security group is looked for in the same resource group. */
export function buildNetwork(at: Home, network: FullScenario['networks'][number]): VirtualNetwork {
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
      subnets: Object.entries(network.subnets).map(([name, { prefix, nsg }]) => ({
        name,
        id: `${id}/subnets/${name}`,
        etag: newEtag(),
        type: `${NETWORK}/virtualNetworks/subnets`,
        properties: {
          provisioningState: 'Succeeded',
          addressPrefix: prefix,
          ...(nsg ? { networkSecurityGroup: { id: at.id(`${NETWORK}/networkSecurityGroups`, nsg) } } : {}),
        },
      })),
    },
  };
}

/** A standard, static public address. */
export function buildPublicAddress(at: Home, name: string, ipAddress: string): ArmDocument {
  return {
    name,
    id: at.id(`${NETWORK}/publicIPAddresses`, name),
    etag: newEtag(),
    type: `${NETWORK}/publicIPAddresses`,
    location: at.location,
    sku: { name: 'Standard', tier: 'Regional' },
    properties: {
      provisioningState: 'Succeeded',
      ipAddress,
      publicIPAddressVersion: ipAddress.includes(':') ? 'IPv6' : 'IPv4',
      publicIPAllocationMethod: 'Static',
    },
  };
}

type ScenarioNic = FullScenario['vms'][number]['nics'][number];

/** A network interface with an address of each family that the scenario gives it. */
export function buildNic(
  home: (key: string) => Home,
  at: Home,
  name: string,
  vmId: string,
  nic: ScenarioNic,
  publicAddresses: readonly ArmDocument[],
): Nic {
  const id = at.id(`${NETWORK}/networkInterfaces`, name);
  const [group, path] = nic.subnet.includes(':')
    ? (nic.subnet.split(':') as [string, string])
    : [undefined, nic.subnet];
  const [network = '', subnet = ''] = path.split('/');
  const subnetId = `${(group ? home(group) : at).id(`${NETWORK}/virtualNetworks`, network)}/subnets/${subnet}`;
  const config = (label: string, address: string, primary: boolean) => {
    const version = address.includes(':') ? 'IPv6' : 'IPv4';
    const ip = publicAddresses.find((p) => p.properties.publicIPAddressVersion === version);
    return {
      name: label,
      id: `${id}/ipConfigurations/${label}`,
      etag: newEtag(),
      type: `${NETWORK}/networkInterfaces/ipConfigurations`,
      properties: {
        provisioningState: 'Succeeded',
        privateIPAddress: address,
        privateIPAllocationMethod: 'Dynamic',
        privateIPAddressVersion: version,
        primary,
        subnet: { id: subnetId },
        ...(ip ? { publicIPAddress: { id: ip.id } } : {}),
      },
    };
  };
  return {
    name,
    id,
    etag: newEtag(),
    type: `${NETWORK}/networkInterfaces`,
    location: at.location,
    properties: {
      provisioningState: 'Succeeded',
      virtualMachine: { id: vmId },
      ipConfigurations: [
        config('ipconfig1', nic.address, true),
        ...(nic.address6 ? [config('ipconfig2', nic.address6, false)] : []),
      ],
      ...(nic.nsg
        ? { networkSecurityGroup: { id: at.id(`${NETWORK}/networkSecurityGroups`, nic.nsg) } }
        : {}),
    },
  };
}

/** A firewall with classic NAT rules, and its public address. */
export function buildFirewall(
  at: Home,
  firewall: FullScenario['firewalls'][number],
): readonly [ArmDocument, FirewallDocument] {
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
        natRuleCollections: rules.length > 0 ? [collection] : [],
        networkRuleCollections: [],
        applicationRuleCollections: [],
        ipConfigurations: [
          {
            name: 'ipconfig',
            id: `${id}/azureFirewallIpConfigurations/ipconfig`,
            properties: { privateIPAddress: firewall.address, publicIPAddress: { id: address.id } },
          },
        ],
      },
    },
  ];
}

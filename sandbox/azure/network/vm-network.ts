import type { Cloud } from '../cloud/cloud.ts';
import type { AdminRule, Nic, Nsg, VirtualNetwork, VmDocument } from '../cloud/documents.ts';
import { adminRulesOn } from './admin-rules.ts';
import { balancedTo } from './balancers.ts';

/** One way into a VM: an address of one of its NICs, and the groups that guard it. */
export interface Entrance {
  readonly nic: string;
  readonly address: string;
  readonly family: 4 | 6;
  readonly publicIpId: string | undefined;
  /** In the order in which Azure asks them: the subnet's, then the NIC's. */
  readonly nsgs: readonly Nsg[];
  readonly adminRules: readonly AdminRule[];
  /** Whether a load balancer's public address leads to this port, and whether it is of the old kind. */
  balanced(port: number): 'standard' | 'basic' | undefined;
  /** Its virtual network and those that are peered with it; lower case. */
  readonly networks: readonly string[];
  /** Their ranges: what the tag VirtualNetwork stands for. */
  readonly space: readonly string[];
}

/** Every way into a VM. */
export function entrancesOf(cloud: Cloud, vm: VmDocument): readonly Entrance[] {
  return vm.properties.networkProfile.networkInterfaces
    .map((link) => cloud.find<Nic>(link.id))
    .filter((nic) => nic !== undefined)
    .flatMap((nic) =>
      nic.properties.ipConfigurations.map((config) => entrance(cloud, nic, config.properties)),
    );
}

function entrance(
  cloud: Cloud,
  nic: Nic,
  config: Nic['properties']['ipConfigurations'][number]['properties'],
): Entrance {
  const network = cloud.find<VirtualNetwork>(config.subnet.id.replace(/\/subnets\/[^/]+$/i, ''));
  const subnet = network?.properties.subnets.find(
    (s) => s.id.toLowerCase() === config.subnet.id.toLowerCase(),
  );
  const links = [subnet?.properties.networkSecurityGroup, nic.properties.networkSecurityGroup];
  const nsgs = links.map((link) => link && cloud.find<Nsg>(link.id)).filter((nsg) => nsg !== undefined);
  const near = network ? [network, ...peersOf(cloud, network)] : [];
  return {
    nic: nic.id,
    address: config.privateIPAddress,
    family: config.privateIPAddressVersion === 'IPv6' ? 6 : 4,
    publicIpId: config.publicIPAddress?.id,
    nsgs: [...new Set(nsgs)],
    balanced: (port) => balancedTo(cloud, config, port),
    adminRules: network ? adminRulesOn(cloud, network.id) : [],
    networks: near.map(({ id }) => id.toLowerCase()),
    space: near.flatMap(({ properties }) => properties.addressSpace.addressPrefixes),
  };
}

const peersOf = (cloud: Cloud, { properties }: VirtualNetwork): readonly VirtualNetwork[] =>
  (properties.virtualNetworkPeerings ?? []).flatMap(
    (peering) => cloud.find<VirtualNetwork>(peering.properties.remoteVirtualNetwork?.id ?? '') ?? [],
  );

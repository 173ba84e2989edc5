import type { Cloud } from '../cloud/cloud.ts';
import type { ArmDocument, FirewallDocument, Nic, VirtualNetwork, VmDocument } from '../cloud/documents.ts';
import { FIREWALL_TYPE } from '../network/nat.ts';

/** A firewall with rules of its own (classic) on the way to an address of a VM: the only kind that Defender changes (FACTS 4.3). */
export interface ClassicFirewall {
  readonly firewall: FirewallDocument;
  /** The VM's address that it leads to. */
  readonly address: string;
  /** All of its public addresses; which one Defender takes of several, nobody says. */
  readonly publicAddresses: readonly string[];
  /** The range of its subnet, which a VM sees whoever comes through it from; undefined where it has none here. */
  readonly inside: string | undefined;
}

/** By the route table of a subnet of the VM's, else by standing in its network. */
export function classicFirewallBefore(cloud: Cloud, vm: VmDocument): ClassicFirewall | undefined {
  const classic = cloud
    .ofType<FirewallDocument>(FIREWALL_TYPE)
    .filter(({ properties }) => !properties.firewallPolicy);
  const ways = placesOf(cloud, vm).flatMap(({ address, subnetId }) =>
    classic.map((firewall) => ({
      ...{ firewall, address, ...doorOf(cloud, firewall) },
      routed: hopsOf(cloud, subnetId).includes(gateOf(firewall)),
      near: networkOf(subnetOf(firewall)) === networkOf(subnetId),
    })),
  );
  return ways.find(({ routed }) => routed) ?? ways.find(({ near }) => near);
}

/** A NAT rule leads to an IPv4 address. */
const placesOf = (cloud: Cloud, { properties }: VmDocument) =>
  properties.networkProfile.networkInterfaces
    .flatMap(({ id }) => cloud.find<Nic>(id)?.properties.ipConfigurations ?? [])
    .filter((config) => config.properties.privateIPAddressVersion !== 'IPv6')
    .map((config) => ({
      address: config.properties.privateIPAddress,
      subnetId: config.properties.subnet.id.toLowerCase(),
    }));

function doorOf(cloud: Cloud, firewall: FirewallDocument) {
  const publicAddresses = (firewall.properties.ipConfigurations ?? []).flatMap(
    ({ properties }): string[] =>
      cloud.find(properties.publicIPAddress?.id ?? '')?.properties.ipAddress ?? [],
  );
  const prefix = subnetIn(cloud, subnetOf(firewall))?.properties.addressPrefix as string | undefined;
  return { publicAddresses, inside: prefix };
}

const gateOf = ({ properties }: FirewallDocument): string =>
  properties.ipConfigurations?.[0]?.properties.privateIPAddress ?? '';

/** Lower case; empty where it stands in no network. */
const subnetOf = ({ properties }: FirewallDocument): string =>
  (properties.ipConfigurations?.[0]?.properties.subnet?.id ?? '').toLowerCase();

const networkOf = (subnetId: string): string => subnetId.split('/subnets/')[0] || 'no network';

const subnetIn = (cloud: Cloud, id: string): ArmDocument | undefined =>
  cloud
    .find<VirtualNetwork>(networkOf(id))
    ?.properties.subnets.find((subnet) => subnet.id.toLowerCase() === id);

function hopsOf(cloud: Cloud, subnetId: string): readonly string[] {
  const table = subnetIn(cloud, subnetId)?.properties.routeTable as { id: string } | undefined;
  const routes: readonly ArmDocument[] = cloud.find(table?.id ?? '')?.properties.routes ?? [];
  return routes.map(({ properties }) => String(properties.nextHopIpAddress ?? ''));
}

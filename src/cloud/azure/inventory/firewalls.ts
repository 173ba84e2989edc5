import type { FirewallKind } from './protection.ts';
import type { RowOf } from './queries.ts';

/** Ids in lower case. */
export interface Subnet {
  readonly id: string;
  readonly routeTable?: string | undefined;
}

/** Which networks are connected to which virtual hub; a hub whose connections could not be read is not in the map. */
export type Hubs = ReadonlyMap<string, readonly string[]>;

/** Which firewalls there are on the way into a subnet. */
interface FirewallFinder {
  /** Those that stand before it, as Defender counts them. */
  before(subnet: Subnet): readonly FirewallKind[];
  /** Those whose NAT rules could lead to it: ids. A peered network's firewall reaches it as well as its own does. */
  leading(subnet: Subnet): readonly string[];
  /** Whether its network hangs on a virtual hub of which nothing could be read: then none found does not mean none. */
  mayHideOne(subnet: Subnet): boolean;
}

interface Around {
  readonly firewalls: readonly RowOf<'firewalls'>[];
  readonly routes: readonly RowOf<'routes'>[];
  readonly networks: readonly RowOf<'networks'>[];
  readonly hubs: Hubs;
}

/** A hub's own network is Microsoft's, in a subscription that nobody may read; its name tells it. */
const HUB_NETWORK = /\/virtualnetworks\/hv_[^/]+$/;

/**
 * A firewall is before a subnet when it stands in the same virtual network, when the subnet's route table sends traffic to
 * its address, or when the network is connected to the virtual hub that the firewall secures.
 */
export function createFirewallFinder({ firewalls, routes, networks, hubs }: Around): FirewallFinder {
  const byNetwork = Map.groupBy(firewalls.flatMap(placesOf), ({ network }) => network);
  const byAddress = Map.groupBy(firewalls.flatMap(addressesOf), ({ address }) => address);
  const byHub = Map.groupBy(firewalls, ({ hub }) => hub);
  const hops = new Map(routes.map((table) => [table.id, table.routes]));
  const peers = new Map(networks.map(({ id, peerings }) => [id, peerings]));
  const hubsOf = (network: string): readonly string[] =>
    [...hubs].flatMap(([hub, connected]) => (connected.includes(network) ? [hub] : []));
  const found = ({ id, routeTable }: Subnet): readonly RowOf<'firewalls'>[] => [
    ...(byNetwork.get(networkOf(id)) ?? []).map(({ firewall }) => firewall),
    ...(hops.get(routeTable ?? '') ?? []).flatMap(({ properties }) =>
      (byAddress.get(properties.nextHopIpAddress ?? '') ?? []).map(({ firewall }) => firewall),
    ),
    ...hubsOf(networkOf(id)).flatMap((hub) => byHub.get(hub) ?? []),
  ];
  return {
    before: (subnet) => found(subnet).map(({ policy }) => (policy === '' ? 'classic' : 'policy')),
    leading: (subnet) => {
      const peered = (peers.get(networkOf(subnet.id)) ?? []).flatMap((id) => byNetwork.get(id) ?? []);
      return [...found(subnet), ...peered.map(({ firewall }) => firewall)].map(({ id }) => id);
    },
    mayHideOne: ({ id }) => {
      const hung = (peers.get(networkOf(id)) ?? []).some((peer) => HUB_NETWORK.test(peer));
      return hung && hubsOf(networkOf(id)).length === 0;
    },
  };
}

type Firewall = RowOf<'firewalls'>;

const placesOf = (firewall: Firewall): readonly { readonly network: string; readonly firewall: Firewall }[] =>
  firewall.configurations.flatMap(({ properties: { subnet } }) =>
    subnet ? [{ network: networkOf(subnet.id), firewall }] : [],
  );

const addressesOf = (
  firewall: Firewall,
): readonly { readonly address: string; readonly firewall: Firewall }[] =>
  firewall.configurations.flatMap(({ properties: { privateIPAddress: address } }) =>
    address === '' ? [] : [{ address, firewall }],
  );

const networkOf = (subnetId: string): string => subnetId.split('/subnets/', 1)[0] ?? '';

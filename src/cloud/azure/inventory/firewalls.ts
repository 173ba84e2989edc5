import type { FirewallKind } from './protection.ts';
import type { RowOf } from './queries.ts';

/** Which firewalls are on the way into a subnet. */
export type FirewallsOf = (subnet: Subnet) => readonly FirewallKind[];

/** Ids in lower case. */
export interface Subnet {
  readonly id: string;
  readonly routeTable?: string | undefined;
}

/**
 * A firewall is before a subnet when it stands in the same virtual network, or when the subnet's route table sends traffic to
 * its address. Those of virtual hubs are not among them: nothing of the subnet tells.
 */
export function createFirewallFinder(
  firewalls: readonly RowOf<'firewalls'>[],
  routes: readonly RowOf<'routes'>[],
): FirewallsOf {
  const byNetwork = new Map<string, FirewallKind[]>();
  const byAddress = new Map<string, FirewallKind[]>();
  const add = (map: Map<string, FirewallKind[]>, key: string, kind: FirewallKind): void =>
    void map.set(key, [...(map.get(key) ?? []), kind]);
  for (const { policy, configurations } of firewalls) {
    const kind = policy === '' ? 'classic' : 'policy';
    for (const { properties } of configurations) {
      if (properties.subnet) add(byNetwork, networkOf(properties.subnet.id), kind);
      if (properties.privateIPAddress) add(byAddress, properties.privateIPAddress, kind);
    }
  }
  const hops = new Map(routes.map((table) => [table.id, table.routes]));
  return ({ id, routeTable }) => [
    ...(byNetwork.get(networkOf(id)) ?? []),
    ...(hops.get(routeTable ?? '') ?? []).flatMap(
      ({ properties }) => byAddress.get(properties.nextHopIpAddress ?? '') ?? [],
    ),
  ];
}

const networkOf = (subnetId: string): string => subnetId.split('/subnets/', 1)[0] ?? '';

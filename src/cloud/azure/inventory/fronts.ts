import type { RowOf } from './queries.ts';
import type { Around } from './surroundings.ts';

/** An Azure Firewall under a firewall policy, as the way in to one address of a VM. Ids in lower case. */
export interface Front {
  readonly firewallId: string;
  readonly policyId: string;
  /** What people connect to. */
  readonly publicAddress: string;
  /** The range of its subnet: what it lets in by NAT comes to the VM from an address in there, whoever sent it. */
  readonly inside: string;
  /** The VM's address that it leads to. */
  readonly address: string;
  /** True when the subnet's route table sends the VM's traffic through it, so that there is no other way in. */
  readonly routed: boolean;
}

type Nics = readonly RowOf<'nics'>[];

/**
 * Finds the firewall before a VM: one that its subnet's route table leads to, in its own network or a peered one (a bare
 * address is not enough: hubs use the same ones); else one in its own network. Those of virtual hubs are not among them.
 */
export function createFrontFinder(
  around: Pick<Around, 'networks' | 'firewalls' | 'routes'> & {
    readonly addresses: readonly RowOf<'addresses'>[];
  },
): (own: Nics) => Front | undefined {
  const doors = around.firewalls.flatMap((row) => doorOf(row, around));
  const near = new Map(around.networks.map((network) => [network.id, nearTo(network)]));
  const tables = new Map(around.routes.map((table) => [table.id, table.routes]));
  const tableOf = new Map(
    around.networks.flatMap(({ subnets }) =>
      subnets.map(({ id, properties }) => [id, properties?.routeTable?.id ?? ''] as const),
    ),
  );
  return (own) => {
    const ways = own.flatMap(({ configurations }) =>
      configurations.flatMap(({ properties: { privateIPAddress: address, subnet } }): Front[] => {
        if (!address || address.includes(':') || !subnet) return [];
        const network = networkOf(subnet.id);
        const hops = (tables.get(tableOf.get(subnet.id) ?? '') ?? []).map(
          ({ properties }) => properties.nextHopIpAddress,
        );
        return doors.flatMap(({ gate, network: home, ...door }) => {
          const routed = hops.includes(gate) && (near.get(network)?.has(home) ?? false);
          return routed || home === network ? [{ ...door, address, routed }] : [];
        });
      }),
    );
    return ways.find(({ routed }) => routed) ?? ways[0];
  };
}

const networkOf = (subnetId: string): string => subnetId.split('/subnets/', 1)[0] ?? '';

/** The network itself, and those that it is peered with. */
const nearTo = ({ id, peerings }: RowOf<'networks'>): ReadonlySet<string> => new Set([id, ...peerings]);

type Door = Omit<Front, 'address' | 'routed'> & { readonly gate: string; readonly network: string };

/** Nothing for a firewall with classic rules, and where its subnet or its public address cannot be told. */
function doorOf(
  { id, policy, configurations }: RowOf<'firewalls'>,
  { networks, addresses }: Parameters<typeof createFrontFinder>[0],
): readonly Door[] {
  const each = configurations.map(({ properties }) => properties);
  const subnetId = each.find(({ subnet }) => subnet)?.subnet?.id ?? '';
  const gate = each.find(({ privateIPAddress }) => privateIPAddress !== '')?.privateIPAddress ?? '';
  const publicId = each.find(({ publicIPAddress }) => publicIPAddress)?.publicIPAddress?.id;
  const publicAddress = addresses.find((row) => row.id === publicId)?.address ?? '';
  const subnet = networks.flatMap(({ subnets }) => subnets).find((row) => row.id === subnetId)?.properties;
  const inside = subnet?.addressPrefix ?? subnet?.addressPrefixes?.[0] ?? '';
  if (policy === '' || gate === '' || publicAddress === '' || inside === '') return [];
  const ids = { firewallId: id, policyId: policy.toLowerCase(), network: networkOf(subnetId) };
  return [{ ...ids, publicAddress, inside, gate }];
}

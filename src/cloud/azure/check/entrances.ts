import type { NetworkInterface, NetworkInterfaceIPConfiguration } from '@azure/arm-network';
import type { Entrance, Group, Way } from '../../../access/check/vm-network.ts';
import { nameIn } from '../wire/resource-id.ts';
import { balancerForwards } from './balancer-forwards.ts';
import { firewallForwards } from './firewall-forwards.ts';
import type { Reads } from './reads.ts';

/** Every way into a VM by one of its interfaces; a part that cannot be read leaves a gap, never a wall. */
export const entrancesOf = async (
  reads: Reads,
  nicIds: readonly string[],
  firewallIds: readonly string[],
): Promise<readonly Entrance[]> =>
  (await Promise.all(nicIds.map((id) => entrancesBy(reads, id, firewallIds)))).flat();

async function entrancesBy(
  reads: Reads,
  nicId: string,
  firewallIds: readonly string[],
): Promise<readonly Entrance[]> {
  const nic = await reads.nic(nicId);
  if (!nic) return [blind(nicId)];
  const configurations = (nic.ipConfigurations ?? []).filter(({ privateIPAddress }) => privateIPAddress);
  return Promise.all(
    configurations.map((configuration) => entranceBy(reads, nic, configuration, firewallIds)),
  );
}

/** An interface of which nothing is known. */
const blind = (nicId: string): Entrance => ({
  ...{ address: '', memberOf: [], space: undefined, balancers: [], forwards: [], ways: [] },
  groups: [{ name: nameIn(nicId), guards: 'interface', rules: undefined }],
  adminRules: undefined,
});

async function entranceBy(
  reads: Reads,
  nic: NetworkInterface,
  configuration: NetworkInterfaceIPConfiguration,
  firewallIds: readonly string[],
): Promise<Entrance> {
  const own = configuration.privateIPAddress ?? '';
  const subnetId = configuration.subnet?.id ?? '';
  const networkId = subnetId.replace(/\/subnets\/[^/]+$/i, '');
  const publicId = configuration.publicIPAddress?.id;
  const [groups, adminRules, network, address, subnet, led, balanced] = await Promise.all([
    groupsOf(reads, nic, subnetId),
    reads.adminRules(networkId),
    reads.network(networkId),
    publicId === undefined ? undefined : reads.publicAddress(publicId),
    reads.subnet(subnetId),
    firewallForwards(reads, firewallIds, own),
    balancerForwards(reads, configuration),
  ]);
  return {
    address: own,
    ...(publicId !== undefined && { publicAddress: address ?? { address: '', kind: 'unknown' } }),
    ...{ groups, adminRules },
    memberOf: (configuration.applicationSecurityGroups ?? []).flatMap(({ id }) => id?.toLowerCase() ?? []),
    space: network?.space,
    balancers: balancersOf(configuration),
    forwards: [...led, ...balanced],
    ways: [
      ...(network?.subnets ?? []).flatMap((name) => WAYS.get(name.toLowerCase()) ?? []),
      ...(subnet?.hasRoutes ? (['routes'] as const) : []),
    ],
  };
}

/** The subnet's first, as Azure asks them. */
async function groupsOf(reads: Reads, nic: NetworkInterface, subnetId: string): Promise<readonly Group[]> {
  const subnet = await reads.subnet(subnetId);
  if (!subnet) {
    const unseen: Group = { name: `the subnet ${nameIn(subnetId)}`, guards: 'subnet', rules: undefined };
    return [unseen, ...(await groupBy(reads, 'interface', nic.networkSecurityGroup?.id))];
  }
  const lists = await Promise.all([
    groupBy(reads, 'subnet', subnet.nsgId),
    groupBy(reads, 'interface', nic.networkSecurityGroup?.id),
  ]);
  return lists.flat();
}

async function groupBy(
  reads: Reads,
  guards: Group['guards'],
  id: string | undefined,
): Promise<readonly Group[]> {
  if (id === undefined) return [];
  const lower = id.toLowerCase();
  const [rules, flushes] = await Promise.all([reads.rules(lower), reads.flushes(lower)]);
  return [{ name: nameIn(id), guards, rules, ...(flushes && { flushes }) }];
}

/** Their ids name them, also where they cannot be read. */
function balancersOf(configuration: NetworkInterfaceIPConfiguration): readonly string[] {
  const rules = (configuration.loadBalancerInboundNatRules ?? []).flatMap(({ id }) => id ?? []);
  const pools = (configuration.loadBalancerBackendAddressPools ?? []).flatMap(({ id }) => id ?? []);
  const named = rules.map((id) => `the load balancer ${ownerOf(id)} (NAT rule ${nameIn(id)})`);
  return [...new Set([...named, ...pools.map((id) => `the load balancer ${ownerOf(id)}`)])];
}

const ownerOf = (id: string): string => /\/loadBalancers\/([^/]+)/i.exec(id)?.[1] ?? nameIn(id);

/** Subnets that Azure reserves. https://learn.microsoft.com/azure/virtual-network/virtual-network-for-azure-services */
const WAYS: ReadonlyMap<string, Way> = new Map(
  Object.entries<Way>({
    azurebastionsubnet: 'bastion',
    gatewaysubnet: 'gateway',
    azurefirewallsubnet: 'firewall',
  }),
);

import { z } from 'zod';
import type { VmIdentity } from '../../../access/vm.ts';
import { askTwice, type Deadline, orGone } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import { sound } from '../wire/sound.ts';

/** What stands between the network and one private address of a VM. */
export interface Guard {
  readonly address: string;
  /** Of the interface and of its subnet; traffic must pass each. Lower case. None: nothing guards it. */
  readonly nsgIds: readonly string[];
}

/** A grant keeps its guards as plain text: `10.0.0.4=<nsg id>,<nsg id>;10.1.0.4=<nsg id>`. */
export const writeGuards = (guards: readonly Guard[]): string =>
  guards.map(({ address, nsgIds }) => `${address}=${nsgIds.join(',')}`).join(';');

export const readGuards = (text: string): readonly Guard[] =>
  text.split(';').flatMap((part) => {
    const [address, ids = ''] = part.split('=');
    return address ? [{ address, nsgIds: ids.split(',').filter((id) => id !== '') }] : [];
  });

/** Both lists as one, each address once. */
export function mergeGuards(a: readonly Guard[], b: readonly Guard[]): readonly Guard[] {
  const merged = new Map<string, Set<string>>();
  for (const { address, nsgIds } of [...a, ...b]) {
    const ids = merged.get(address) ?? new Set();
    for (const id of nsgIds) ids.add(id);
    merged.set(address, ids);
  }
  return [...merged].map(([address, ids]) => ({ address, nsgIds: [...ids] }));
}

/** Asks Azure which groups guard the VM's interfaces now; an interface that is gone guards nothing. Throws `CloudError`. */
export async function lookUpGuards(
  clients: Clients,
  vm: Pick<VmIdentity, 'nicIds'>,
  deadline: Deadline,
): Promise<readonly Guard[]> {
  const subnets = new Map<string, Promise<string | undefined>>();
  /** Each once: an interface with both families has two addresses in one. */
  const nsgOf = (subnetId: string): Promise<string | undefined> => {
    const nsg = subnets.get(subnetId) ?? nsgOfSubnet(clients, subnetId, deadline);
    subnets.set(subnetId, nsg);
    return nsg;
  };
  const lists = await Promise.all(vm.nicIds.map((id) => guardsOfNic(clients, id, deadline, nsgOf)));
  return lists.flat();
}

async function guardsOfNic(
  clients: Clients,
  nicId: string,
  deadline: Deadline,
  nsgOf: (subnetId: string) => Promise<string | undefined>,
): Promise<readonly Guard[]> {
  const nic = await readNic(clients, nicId, deadline);
  const own = nic?.networkSecurityGroup?.id?.toLowerCase();
  const found = (nic?.ipConfigurations ?? []).map(async ({ privateIPAddress: address, subnet }) => {
    if (!address) return [];
    const theirs = subnet?.id ? await nsgOf(subnet.id.toLowerCase()) : undefined;
    return [guard(address, own, theirs)];
  });
  return (await Promise.all(found)).flat();
}

const guard = (address: string, ...ids: readonly (string | undefined)[]): Guard => ({
  address,
  nsgIds: [...new Set(ids.filter((id) => id !== undefined))],
});

const Link = z.object({ id: z.string().nullish() }).nullish();
/** The library makes an empty one of any answer, be it a proxy's own page: then nothing would guard the VM. */
const Subnet = z.object({ id: z.string(), networkSecurityGroup: Link });
const Nic = z.object({
  id: z.string(),
  networkSecurityGroup: Link,
  ipConfigurations: z.array(
    z.object({ privateIPAddress: z.string().nullish(), subnet: Link, publicIPAddress: Link }),
  ),
});

/** Undefined when Azure says that the interface is not there. */
export async function readNic(clients: Clients, nicId: string, deadline: Deadline) {
  const { subscriptionId, resourceGroup, names } = readId('network interface', nicId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `read the network interface "${nameIn(nicId)}"`,
    'Microsoft.Network/networkInterfaces/read',
    `the network interface "${nameIn(nicId)}"`,
  );
  return orGone(
    askTwice(doing, deadline, async (options) =>
      sound(
        Nic,
        'a network interface',
        await network.networkInterfaces.get(resourceGroup, names[0] ?? '', options),
      ),
    ),
  );
}

async function nsgOfSubnet(
  clients: Clients,
  subnetId: string,
  deadline: Deadline,
): Promise<string | undefined> {
  const { subscriptionId, resourceGroup, names } = readId('subnet', subnetId);
  const [vnet = '', name = ''] = names;
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `read the subnet "${name}"`,
    'Microsoft.Network/virtualNetworks/subnets/read',
    `the subnet "${name}"`,
  );
  const subnet = await orGone(
    askTwice(doing, deadline, async (options) =>
      sound(Subnet, 'a subnet', await network.subnets.get(resourceGroup, vnet, name, options)),
    ),
  );
  return subnet?.networkSecurityGroup?.id?.toLowerCase();
}

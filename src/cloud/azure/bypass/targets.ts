import type { Vm } from '../../../access/vm.ts';
import { queryAll } from '../inventory/graph.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import type { Clients } from '../wire/clients.ts';
import type { Target } from './report.ts';

/** The VMs with everything before them. Asks nothing for a single VM: the list of all, and two of Resource Graph. Throws `CloudError`. */
export async function targetsOf(
  clients: Clients,
  inventory: Pick<AzureInventory, 'known' | 'firewallIds'>,
  vms: readonly Vm[],
): Promise<readonly Target[]> {
  const nics = await queryAll(clients, 'nics');
  const firewalls = await queryAll(clients, 'firewalls');
  const subnets = new Map(
    nics.rows.map(({ id, configurations }) => [
      id,
      configurations.flatMap(({ properties }) => properties.subnet?.id ?? []),
    ]),
  );
  return vms.map((vm) => ({
    ...{ id: vm.id, name: vm.name },
    at: {
      policies: [...new Set(vm.jit.map(({ policyId }) => policyId.toLowerCase()))],
      groups: [...new Set(inventory.known(vm.id).guards.flatMap(({ nsgIds }) => nsgIds))],
      nics: vm.nicIds,
      subnets: [...new Set(vm.nicIds.flatMap((id) => subnets.get(id) ?? []))],
      vm: [vm.id],
      // With rules of its own or under a policy, and in whatever subscription: all whose NAT rules could lead to it.
      firewalls: firewalls.rows
        .filter(({ id }) => inventory.firewallIds(vm.id).includes(id))
        .flatMap(({ id, policy }) => [id, policy.toLowerCase()].filter(Boolean)),
    },
  }));
}

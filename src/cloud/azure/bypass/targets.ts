import type { Vm } from '../../../access/vm.ts';
import { queryAll } from '../inventory/graph.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import type { Clients } from '../wire/clients.ts';
import type { Target } from './report.ts';

/** The VMs with everything before them. Asks nothing for a single VM: the list of all, and two of Resource Graph. Throws `CloudError`. */
export async function targetsOf(
  clients: Clients,
  inventory: Pick<AzureInventory, 'known'>,
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
      // Which of several firewalls is before a VM is not worth a guess: whoever may change one of the subscription's is told.
      firewalls: vm.behind.includes('firewall')
        ? firewalls.rows
            .filter(({ id }) => sameSubscription(id, vm.id))
            .flatMap(({ id, policy }) => [id, policy.toLowerCase()].filter(Boolean))
        : [],
    },
  }));
}

const sameSubscription = (a: string, b: string): boolean => a.split('/')[2] === b.split('/')[2];

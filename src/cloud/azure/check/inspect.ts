import type { Inspector } from '../../../ports/inspector.ts';
import { CloudError } from '../../../ports/provider.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { entrancesOf } from './entrances.ts';
import { createReads } from './reads.ts';

/** Reads what Azure has before a VM, afresh. */
export function createInspector(
  clients: Clients,
  inventory: Pick<AzureInventory, 'fresh' | 'known' | 'firewallIds' | 'members'>,
): Inspector {
  return {
    async inspect({ id, name }) {
      const vm = await inventory.fresh(id);
      if (!vm) throw new CloudError('not-found', `${name} is not there any more: Azure does not know it.`);
      const reads = createReads(clients, startDeadline(clients.limitMs));
      const read = await entrancesOf(reads, vm.nicIds, inventory.firewallIds(vm.id));
      const entrances = read.map((entrance) => ({ ...entrance, members: inventory.members() }));
      const { jitTrouble } = inventory.known(vm.id);
      const unread = [...(jitTrouble === undefined ? [] : [jitTrouble]), ...reads.unread()];
      return { vm: { name: vm.name, vmId: vm.vmId, power: vm.power, jit: vm.jit }, entrances, unread };
    },
  };
}

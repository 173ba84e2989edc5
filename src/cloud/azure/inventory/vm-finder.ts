import type { VmRef } from '../../../access/vm.ts';
import type { Inventory } from '../../../ports/inventory.ts';
import type { CloudError } from '../../../ports/provider.ts';
import { orError } from '../wire/call.ts';

/** A VM by its id, in lower case; undefined when Azure says that it is not there. */
export type VmFinder = (vmId: string) => Promise<VmRef | CloudError | undefined>;

/** Looks in the list first. A VM that is not in it is asked for by its id, once: Resource Graph lags, and may lack what we may read. */
export function createVmFinder(inventory: Inventory, list: readonly VmRef[]): VmFinder {
  const listed = new Map(list.map((vm) => [vm.id, vm]));
  const asked = new Map<string, ReturnType<VmFinder>>();
  return async (vmId) => {
    const known = listed.get(vmId) ?? asked.get(vmId);
    if (known) return known;
    const fresh = orError(inventory.fresh(vmId));
    asked.set(vmId, fresh);
    return fresh;
  };
}

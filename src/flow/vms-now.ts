import type { Vm } from '../access/vm.ts';
import { CloudError } from '../ports/provider.ts';
import type { Deps } from './deps.ts';

/** Every VM that the inventory has; or a sentence where it cannot be read, which no answer to somebody may end at. */
export async function vmsNow(
  deps: Deps,
): Promise<{ readonly vms: readonly Vm[] } | { readonly refused: string }> {
  try {
    return { vms: await deps.inventory.all() };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ reason: error.message }, 'the inventory could not be read');
    return { refused: `The list of VMs cannot be read just now. ${error.message}` };
  }
}

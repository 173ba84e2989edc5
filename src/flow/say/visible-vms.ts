import { mayAskFor } from '../../access/policy/policy.ts';
import type { Vm } from '../../access/vm.ts';
import { CloudError } from '../../ports/provider.ts';
import type { Deps } from '../deps.ts';

/** The VMs that some rule lets this person ask for, where the list can be read; nothing is said of any other. */
export async function visibleVms(
  deps: Deps,
  person: string,
): Promise<{ readonly vms: readonly Vm[] } | { readonly refused: string }> {
  try {
    const all = await deps.inventory.all();
    return { vms: all.filter((vm) => mayAskFor(deps.policy(), person, vm)) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ reason: error.message }, 'the inventory could not be read');
    return {
      refused: `The list of VMs cannot be read just now. ${error.message} Nothing was asked; try again.`,
    };
  }
}

/** What somebody is told who may ask for no VM at all. */
export const NO_VMS = 'No rule of the policy lets you ask for any VM. Ask whoever keeps the policy.';

import type { VmNetwork } from '../access/check/vm-network.ts';
import type { VmRef } from '../access/vm.ts';

/** Looks at everything that stands before a VM; changes nothing. */
export interface Inspector {
  /** What single parts could not be read is named in the answer. Throws `CloudError` where not even the VM can be. */
  inspect(vm: Pick<VmRef, 'id' | 'name'>): Promise<VmNetwork>;
}

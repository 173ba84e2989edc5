import type { Vm } from '../access/vm.ts';
import type { CloudAccess } from '../access/vm-use.ts';

/** Which VMs there are. Answers from a cache that is refreshed in the background; throws `CloudError` only when it has nothing. */
export interface Inventory {
  /** Every VM that our identity can read, over all subscriptions. A list never changes: where a VM has, it is another list. */
  all(): Promise<readonly Vm[]>;
  /** Read afresh from the cloud, by resource id; undefined only when the cloud says that it is not there. Throws `CloudError`. */
  fresh(id: string): Promise<Vm | undefined>;
  /** The cloud's own record of what was opened on a VM, by whomever, as of the last reading of the list; oldest entries may be gone. */
  accesses(id: string): Promise<readonly CloudAccess[]>;
}

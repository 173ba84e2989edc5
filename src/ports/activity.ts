import type { CloudActivity } from '../access/activity/deed.ts';
import type { VmRef } from '../access/vm.ts';

/** The cloud's own log of who did what. It lags minutes behind, so it is history and never the live state. */
export interface ActivityLog {
  /**
   * What was done since `from` to the JIT policies and security groups of a VM, and to `also`: resource ids that
   * were before it once. What single parts could not be read is named in the answer. Throws `CloudError` where nothing could be.
   */
  read(
    vm: Pick<VmRef, 'id' | 'subscriptionId' | 'resourceGroup' | 'nicIds'>,
    from: Date,
    also: readonly string[],
  ): Promise<CloudActivity>;
  /** The same of everything, since `from`: what was done to any JIT policy and any security group. Throws likewise. */
  readAll(from: Date): Promise<CloudActivity>;
}

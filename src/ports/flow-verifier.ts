import type { Flow, FlowAnswers } from '../access/check/flow-answer.ts';
import type { VmRef } from '../access/vm.ts';

/** Asks the cloud itself whether a packet would get in; changes nothing. */
export interface FlowVerifier {
  /** Never throws `CloudError`: what keeps the cloud from answering is in `untold`. */
  verify(vm: Pick<VmRef, 'id' | 'name'>, flows: readonly Flow[]): Promise<readonly FlowAnswers[]>;
}

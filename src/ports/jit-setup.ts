import type { VmNetwork } from '../access/check/vm-network.ts';
import type { JitRule } from '../access/setup/jit-rule.ts';
import type { Vm, VmRef } from '../access/vm.ts';

/** Puts VMs under just-in-time access, and changes how. Takes the role `configure`, which may be another identity's. */
export interface JitSetup {
  /** Why nothing is set up here and what to do about it, as a sentence; undefined where it is switched on. */
  readonly off: string | undefined;
  /** What stands now, read afresh. Throws `CloudError`. */
  look(vm: Pick<VmRef, 'id' | 'name'>): Promise<JitStanding>;
  /**
   * Makes these rules all that the policy keeps of this VM, and leaves every other VM and whatever else stands in it. Reads,
   * merges, writes and reads back; does it again where somebody else's write came between. Safe to repeat: what stands as
   * wanted already is left. No rules take the VM out. Throws `CloudError`.
   */
  write(order: JitOrder): Promise<JitWritten>;
}

/** A VM and how just-in-time access stands to it. */
export interface JitStanding {
  readonly vm: Vm;
  /** What is before it, so that it can be said who would lose access. */
  readonly network: VmNetwork;
  /** The policies that it is in, with what each keeps. */
  readonly policies: readonly { readonly id: string; readonly rules: readonly JitRule[] }[];
  /** Where its rules would be written: a policy that it is in, or else one by the setting for new ones. */
  readonly policyId: string;
}

export interface JitOrder {
  readonly vm: VmRef;
  readonly policyId: string;
  readonly rules: readonly JitRule[];
  /** What stood there when this was decided: something else now is a conflict, and nothing is written. */
  readonly before: readonly JitRule[];
}

export interface JitWritten {
  /** Azure's correlation ids, newest last. */
  readonly traces: readonly string[];
  /** What somebody should know, such as that a deny rule is not in place yet; a sentence. */
  readonly note?: string;
}

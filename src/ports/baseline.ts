import type { VmNetwork } from '../access/check/vm-network.ts';
import type { Port } from '../access/port.ts';
import type { Vm, VmRef } from '../access/vm.ts';

/** Deny rules of Ajar's own for ports that nothing else keeps shut. Made and taken out only when a person says so. */
export interface Baseline {
  /** Why there are none here and what to do about it, as a sentence; undefined where they may be made. */
  readonly off: string | undefined;
  /** What stands now and what would have to be made, read afresh. Throws `CloudError`. */
  look(vm: Pick<VmRef, 'id' | 'name'>, ports: readonly Port[]): Promise<BaselineStanding>;
  /** Makes one rule, or puts right what somebody changed of it; reads it back. Safe to repeat. Throws `CloudError`. */
  write(vm: VmRef, rule: BaselineRule): Promise<BaselineWritten>;
  /** Takes one out and reads that it is gone; one that is gone already is fine. Throws `CloudError`. */
  remove(rule: BaselineRule): Promise<BaselineWritten>;
}

/** One deny rule in one security group. */
export interface BaselineRule {
  readonly name: string;
  readonly port: Port;
  readonly nsgId: string;
  /** The name of its group. */
  readonly group: string;
  /** The VM's own private addresses behind that group, all of one family. */
  readonly addresses: readonly string[];
  /** Where it stands, or would. */
  readonly priority: number;
}

/** A VM and how the baseline stands to it. */
export interface BaselineStanding {
  readonly vm: Vm;
  /** What is before it, so that it can be said who would lose access. */
  readonly network: VmNetwork;
  /** Those that are not there yet, or not as they should be. */
  readonly missing: readonly BaselineRule[];
  /** Those that stand before it, also if they were made for a VM that had its addresses before. */
  readonly standing: readonly BaselineRule[];
  /** Why some cannot be made, as sentences. */
  readonly faults: readonly string[];
}

export interface BaselineWritten {
  /** Azure's correlation ids, newest last. */
  readonly traces: readonly string[];
  /** What somebody should know; a sentence. */
  readonly note?: string;
}

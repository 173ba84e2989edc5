import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { Vm } from '../../../access/vm.ts';
import { type Accesses, accessesByVm } from './accesses.ts';
import { jitPortsOf } from './jit-policy.ts';
import type { Members } from './members.ts';
import type { Known, KnownVm } from './vms.ts';

/** One reading of everything. */
export interface Snapshot {
  readonly at: Date;
  readonly vms: ReadonlyMap<string, KnownVm>;
  /** By subscription; those that could not be listed keep what was known before. */
  readonly policies: ReadonlyMap<string, readonly JitNetworkAccessPolicy[]>;
  readonly troubles: ReadonlyMap<string, string>;
  /** Azure's own record of openings, by VM. */
  readonly accesses: Accesses;
  /** The rules of firewall policies, where Ajar may write some; by policy. */
  readonly frontRules: ReadonlyMap<string, NonNullable<Known['frontRules']>>;
  readonly members: Members;
}

/** One policy as it was read after the snapshot: our own write of it. */
export interface Learned {
  /** Lower case. */
  readonly policyId: string;
  /** Undefined when it is gone. */
  readonly policy: JitNetworkAccessPolicy | undefined;
}

/** The snapshot with this policy in place of what was known of it. */
export function withPolicy(snapshot: Snapshot, learned: Learned): Snapshot {
  const { policyId, policy } = learned;
  const subscriptionId = policyId.split('/')[2] ?? '';
  const others = (snapshot.policies.get(subscriptionId) ?? []).filter(
    ({ id }) => id?.toLowerCase() !== policyId,
  );
  const policies = new Map(snapshot.policies).set(subscriptionId, [...others, ...(policy ? [policy] : [])]);
  return {
    ...snapshot,
    policies,
    vms: new Map([...snapshot.vms].map(([id, known]) => [id, { ...known, vm: withJit(known.vm, learned) }])),
    accesses: accessesByVm([...policies.values()].flat()),
  };
}

function withJit(vm: Vm, { policyId, policy }: Learned): Vm {
  const others = vm.jit.filter((port) => port.policyId !== policyId);
  const jit = [...others, ...(policy ? jitPortsOf(policy, vm.id) : [])];
  if (jit.length > 0) return { ...vm, jit, protection: 'configured' };
  if (vm.protection !== 'configured') return { ...vm, jit };
  // What else is before it the next reading tells.
  return { ...vm, jit, protection: vm.behind.length > 0 ? 'not-configured' : 'unknown' };
}

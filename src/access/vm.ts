import type { Protocol } from './port.ts';
import type { Protection } from './protection.ts';

/** The separate Azures: each has its own addresses, accounts and tokens. */
export const AZURE_CLOUDS = ['public', 'usgov', 'china'] as const;
export type AzureCloud = (typeof AZURE_CLOUDS)[number];

/** What must stay the same for a VM to be the same VM under its name. Ids are lower case. */
export interface VmIdentity {
  /** Azure resource id. */
  readonly id: string;
  /** Azure's immutable `vmId`: a VM made anew under the same name has another. */
  readonly vmId: string;
  readonly nicIds: readonly string[];
  readonly privateAddresses: readonly string[];
}

/** A VM as a request names it. */
export interface VmRef extends VmIdentity {
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  /** Where a client would connect; empty when it has no public address. */
  readonly publicAddresses: readonly string[];
}

/** A VM as the inventory knows it. */
export interface Vm extends VmRef {
  readonly subscriptionName: string;
  /** Azure's name of its region: `northeurope`. */
  readonly location: string;
  /** Which of the separate Azures it is in; missing where nobody said. */
  readonly cloud?: AzureCloud;
  readonly os: 'windows' | 'linux' | 'unknown';
  readonly power: 'running' | 'stopped' | 'unknown';
  /** Keys and values as Azure has them; Azure compares keys without case, so does the policy. */
  readonly tags: Readonly<Record<string, string>>;
  readonly jit: readonly JitPort[];
  readonly protection: Protection;
  /** What was found before it that Defender can change; empty also where nothing may be read. */
  readonly behind: readonly ('nsg' | 'firewall')[];
  /** Of a scale set: how many machines it stands for. */
  readonly instances?: number;
}

/** One port that a JIT policy keeps shut on a VM. */
export interface JitPort {
  /** Resource id of the jitNetworkAccessPolicies object; a VM may be in several. */
  readonly policyId: string;
  readonly number: number;
  readonly protocol: Protocol;
  readonly maxDurationMs: number;
  /** Allowed sources as CIDRs; `*` allows any. */
  readonly sources: readonly string[];
}

/** True while the VM behind a name is still the one that was asked for. Order of NICs and addresses is nothing. */
export function sameVm(a: VmIdentity, b: VmIdentity): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean =>
    x.length === y.length && [...x].sort().join() === [...y].sort().join();
  return (
    a.id === b.id &&
    a.vmId === b.vmId &&
    same(a.nicIds, b.nicIds) &&
    same(a.privateAddresses, b.privateAddresses)
  );
}

/** True when people who say `said`, a name or a whole resource id, may mean this VM. */
export const isCalled = (vm: Pick<VmRef, 'id' | 'name'>, said: string): boolean =>
  [vm.name.toLowerCase(), vm.id].includes(said.toLowerCase());

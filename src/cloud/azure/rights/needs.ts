import type { AzureRight } from '../../../access/verdict.ts';
import type { Vm } from '../../../access/vm.ts';

/** One action on one resource; ids in lower case. */
export interface Need {
  readonly action: string;
  readonly target: string;
}

const VM_READ = 'Microsoft.Compute/virtualMachines/read';
const JIT = 'Microsoft.Security/locations/jitNetworkAccessPolicies';

/**
 * What it takes to do it without Ajar. For just-in-time access these are what Azure asks of whoever requests it, but for the
 * reading of public addresses, which says only where to connect.
 * https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-usage#prerequisites
 */
export const needsOf = (right: AzureRight, vm: Vm): readonly Need[] => NEEDS[right](vm);

const NEEDS: Readonly<Record<AzureRight, (vm: Vm) => readonly Need[]>> = {
  'azure-reader': ({ id }) => [{ action: VM_READ, target: id.toLowerCase() }],
  'azure-jit': (vm) => [
    { action: VM_READ, target: vm.id.toLowerCase() },
    ...vm.nicIds.map((id) => ({
      action: 'Microsoft.Network/networkInterfaces/read',
      target: id.toLowerCase(),
    })),
    ...policiesOf(vm).flatMap((target) => [
      { action: `${JIT}/initiate/action`, target },
      { action: `${JIT}/read`, target },
    ]),
  ],
};

/** A VM that is in no policy would be in one of its resource group. */
const policiesOf = ({ id, jit }: Vm): readonly string[] =>
  jit.length > 0
    ? [...new Set(jit.map(({ policyId }) => policyId.toLowerCase()))]
    : [id.toLowerCase().split('/').slice(0, 5).join('/')];

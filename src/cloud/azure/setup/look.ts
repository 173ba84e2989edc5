import type { Vm, VmRef } from '../../../access/vm.ts';
import type { Inspector } from '../../../ports/inspector.ts';
import type { JitStanding } from '../../../ports/jit-setup.ts';
import { CloudError } from '../../../ports/provider.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { jitPortsOf, listJitPolicies } from '../inventory/jit-policy.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { policyNameFor } from './policy-name.ts';

/** What a look takes. */
export interface Looking {
  readonly clients: Clients;
  readonly inventory: Pick<AzureInventory, 'fresh'>;
  readonly inspector: Inspector;
  readonly policy: 'default' | 'per-vm';
}

/** What stands now of a VM, in every policy of its subscription: it may be in several, in any group or region. */
export async function lookAt(
  looking: Looking,
  { id, name }: Pick<VmRef, 'id' | 'name'>,
): Promise<JitStanding> {
  const { clients, inventory, inspector } = looking;
  const cached = await inventory.fresh(id);
  if (!cached) throw new CloudError('not-found', `${name} is not there any more: Azure does not know it.`);
  const deadline = startDeadline(clients.limitMs);
  const listed = await listJitPolicies(clients, cached.subscriptionId, deadline);
  const policies = listed
    .map((policy) => ({ id: policy.id?.toLowerCase() ?? '', ports: jitPortsOf(policy, cached.id) }))
    .filter(({ ports }) => ports.length > 0)
    .sort((a, b) => rank(cached, a.id) - rank(cached, b.id) || a.id.localeCompare(b.id));
  const vm: Vm = { ...cached, jit: policies.flatMap(({ ports }) => ports) };
  const seen = await inspector.inspect(vm);
  return {
    vm,
    network: { ...seen, vm: { ...seen.vm, jit: vm.jit } },
    policies: policies.map(({ id: policyId, ports }) => ({
      id: policyId,
      rules: ports.map(({ policyId: _, ...rule }) => rule),
    })),
    policyId: policies[0]?.id ?? newPolicyOf(vm, looking.policy),
  };
}

/** Of several, the one that the portal would write to. */
const rank = (vm: Vm, policyId: string): number => (policyId === idOf(vm, 'default').toLowerCase() ? 0 : 1);

function newPolicyOf(vm: Vm, setting: Looking['policy']): string {
  const name = policyNameFor(vm, setting);
  if (typeof name === 'string') return idOf(vm, name);
  throw new CloudError('broken', name.refused, { nothingSent: true });
}

/** A policy stands where its VMs do: "the location of the policy" is theirs. */
const idOf = ({ subscriptionId, resourceGroup, location }: Vm, name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Security/locations/${location.toLowerCase()}/jitNetworkAccessPolicies/${name}`;

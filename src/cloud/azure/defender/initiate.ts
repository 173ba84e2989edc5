import type { JitNetworkAccessPolicy, JitNetworkAccessPolicyInitiateRequest } from '@azure/arm-security';
import type { Grant } from '../../../access/grant.ts';
import { CloudError, type Order } from '../../../ports/provider.ts';
import { azureSource, isSource } from '../network/sources.ts';
import { ask, type Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';

/**
 * Asks Azure to open the grants of one JIT policy, in one call that is never repeated here. Answers Azure's correlation ids
 * once it was accepted, which opens nothing yet. Throws `CloudError`, whose `nothingSent` says whether Azure surely did nothing.
 */
export async function initiate(
  clients: Clients,
  policy: JitNetworkAccessPolicy,
  order: Order,
  grants: readonly Grant[],
  deadline: Deadline,
): Promise<readonly string[]> {
  const policyId = policy.id ?? '';
  const { subscriptionId, resourceGroup, names } = readId('JIT policy', policyId);
  const [location = '', name = ''] = names;
  const body = initiateBody(policy, order, grants);
  const security = await clients.security(subscriptionId);
  const doing = clients.doing(
    `open ports through the JIT policy "${nameIn(policyId)}"`,
    'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action',
    `the JIT policy "${nameIn(policyId)}"`,
  );
  const { traces } = await ask(doing, deadline, (options) =>
    security.jitNetworkAccessPolicies.initiate(resourceGroup, location, name, body, options),
  );
  return traces;
}

type VmBody = JitNetworkAccessPolicyInitiateRequest['virtualMachines'][number];

/**
 * The body of the call. The source is required here, though not by Azure's own type: without it Azure opens the port to
 * the caller's address, which is Ajar's (HOLES H22).
 */
export function initiateBody(
  policy: JitNetworkAccessPolicy,
  order: Pick<Order, 'until' | 'justification'>,
  grants: readonly Grant[],
): JitNetworkAccessPolicyInitiateRequest {
  const vms = new Map<string, VmBody>();
  for (const grant of grants) {
    // As the policy itself spells it: Azure compares ids without case, but nobody promises it.
    const id = policy.virtualMachines.find((vm) => vm.id.toLowerCase() === grant.vm.id)?.id ?? grant.vm.id;
    const vm = vms.get(id) ?? { id, ports: [] };
    if (vm.ports.some((port) => port.number === grant.port.number)) {
      throw refuse(
        `Azure takes one source for each port of a request, and port ${grant.port.number} of ${grant.vm.name} has two.`,
      );
    }
    vm.ports.push({
      number: grant.port.number,
      allowedSourceAddressPrefix: checkedSource(grant),
      endTimeUtc: order.until,
    });
    vms.set(id, vm);
  }
  return { virtualMachines: [...vms.values()], justification: order.justification };
}

function checkedSource(grant: Grant): string {
  if (isSource(grant.source)) return azureSource(grant.source);
  throw refuse(
    `Port ${grant.port.number} of ${grant.vm.name} has no source: without one Azure would open it to Ajar's own address. Nothing was sent.`,
  );
}

const refuse = (sentence: string): CloudError => new CloudError('broken', sentence, { nothingSent: true });

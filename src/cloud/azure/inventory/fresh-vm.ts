import { z } from 'zod';
import type { Vm } from '../../../access/vm.ts';
import { CloudError } from '../../../ports/provider.ts';
import { askTwice, orGone, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, parseId } from '../wire/resource-id.ts';
import { readNic } from './guards.ts';
import { jitPortsOf, listJitPolicies } from './jit-policy.ts';
import { subscriptionsOf } from './subscriptions.ts';
import { osOf, powerOf } from './vms.ts';

const Answer = z.object({
  name: z.string(),
  location: z.string().default(''),
  tags: z.record(z.string(), z.string()).default({}),
  properties: z.object({
    vmId: z.string(),
    storageProfile: z.object({ osDisk: z.object({ osType: z.string() }) }).optional(),
    networkProfile: z.object({ networkInterfaces: z.array(z.object({ id: z.string() })) }),
    instanceView: z.object({ statuses: z.array(z.object({ code: z.string() })).default([]) }).optional(),
  }),
});

/**
 * A VM read from Resource Manager itself: Resource Graph lags by up to minutes, which is too late to tell whether a VM was
 * replaced under its name. `cached` gives what is no part of its identity. Undefined only when Azure says that it is not
 * there. Throws `CloudError`.
 */
export async function readFreshVm(
  clients: Clients,
  id: string,
  cached: Vm | undefined,
): Promise<Vm | undefined> {
  const lower = id.toLowerCase();
  const parsed = parseId('virtual machine', lower);
  if (!parsed)
    throw new CloudError('broken', `${JSON.stringify(id)} is not the id of a VM as Azure writes them.`, {
      nothingSent: true,
    });
  const deadline = startDeadline(clients.limitMs);
  const name = nameIn(lower);
  const doing = clients.doing(
    `read the VM "${name}"`,
    'Microsoft.Compute/virtualMachines/read',
    `the VM "${name}"`,
  );
  const query = { 'api-version': '2024-07-01', $expand: 'instanceView' };
  const body = await orGone(
    askTwice(doing, deadline, (options) => clients.get('virtual machine', parsed, query, options)),
  );
  if (body === undefined) return undefined;
  const read = Answer.safeParse(body);
  if (!read.success)
    throw new CloudError('broken', `Azure's answer about the VM "${name}" could not be read.`, {
      cause: read.error,
    });
  const { properties, tags, location } = read.data;
  const nicIds = properties.networkProfile.networkInterfaces.map((nic) => nic.id.toLowerCase());
  const nics = await Promise.all(nicIds.map((nicId) => readNic(clients, nicId, deadline)));
  const privateAddresses = nics.flatMap((nic) =>
    (nic?.ipConfigurations ?? []).flatMap((configuration) => configuration.privateIPAddress ?? []),
  );
  const power = properties.instanceView?.statuses.find(({ code }) => code.startsWith('PowerState/'));
  const jit = cached?.jit ?? (await readJitOf(clients, lower, parsed.subscriptionId));
  return {
    id: lower,
    vmId: properties.vmId.toLowerCase(),
    nicIds,
    privateAddresses,
    name: read.data.name,
    resourceGroup: cached?.resourceGroup ?? parsed.resourceGroup,
    subscriptionId: parsed.subscriptionId,
    publicAddresses: cached?.publicAddresses ?? [],
    subscriptionName: cached?.subscriptionName ?? (await subscriptionName(clients, parsed.subscriptionId)),
    location,
    ...(clients.settings.cloud === undefined ? {} : { cloud: clients.settings.cloud }),
    os: osOf(properties.storageProfile?.osDisk.osType ?? ''),
    power: powerOf(power?.code ?? ''),
    tags,
    jit,
    // What else is before a VM takes the whole list to tell.
    protection: cached?.protection ?? (jit.length > 0 ? 'configured' : 'unknown'),
    behind: cached?.behind ?? [],
  };
}

/** Rules may name a subscription: what is not known may not be judged by another name. */
async function subscriptionName(clients: Clients, id: string): Promise<string> {
  const known = (await subscriptionsOf(clients)).find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (known) return known.name;
  throw new CloudError('busy', 'The name of its subscription could not be read yet.', { nothingSent: true });
}

async function readJitOf(clients: Clients, vmId: string, subscriptionId: string): Promise<Vm['jit']> {
  const policies = await listJitPolicies(clients, subscriptionId, startDeadline(clients.limitMs));
  return policies.flatMap((policy) => jitPortsOf(policy, vmId));
}

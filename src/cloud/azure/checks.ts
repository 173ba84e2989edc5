import type { Check } from '../../ports/check.ts';
import { checked, readerOn } from './checked.ts';
import type { AzureInventory } from './inventory/inventory.ts';
import { listJitPolicies } from './inventory/jit-policy.ts';
import { type Subscription, subscriptionsOf } from './inventory/subscriptions.ts';
import { permissionCheck } from './permission-check.ts';
import { planCheck } from './plan-check.ts';
import { SIGN_IN, signInCheck } from './sign-in-check.ts';
import { startDeadline } from './wire/call.ts';
import type { Clients } from './wire/clients.ts';

/** What `ajar doctor` says of Azure: sign-in, reach, and for each subscription the plan, the JIT policies and the permissions. Never throws for what Azure answers. */
export async function azureChecks(clients: Clients, inventory: AzureInventory): Promise<readonly Check[]> {
  const token = await signInCheck(clients, 'azure sign-in', SIGN_IN);
  if (token.ok !== true) return [token];
  const elsewhere = await tenantChecks(clients);
  const { reach, subscriptions } = await reachOf(clients);
  if (subscriptions.length === 0) return [token, ...elsewhere, reach];
  const vms = await vmsCheck(inventory, clients.settings.nsg === true);
  const each = await Promise.all(
    subscriptions.map((subscription) => ofSubscription(clients, inventory, subscription)),
  );
  return [token, ...elsewhere, reach, vms, ...each.flat()];
}

/** Of each other tenant, so that one that fails is named and hides nothing of the others. */
const tenantChecks = (clients: Clients): Promise<readonly Check[]> =>
  Promise.all(
    (clients.settings.tenants ?? []).map(({ id }) =>
      signInCheck(clients, `azure sign-in at tenant ${id}`, OTHER_TENANT, id),
    ),
  );

const OTHER_TENANT =
  'use an app registration for several tenants (AZURE_CLIENT_ID with a secret, a certificate or workload identity federation), have an admin of that tenant consent to it and give it a role there; a managed identity has no other tenant';

/** What it takes for Azure to show a subscription. */
const SEE_SUBSCRIPTIONS = 'Microsoft.Resources/subscriptions/read and Microsoft.ResourceGraph/resources/read';

/** The subscriptions that Azure shows, and whether they are all that there should be. */
async function reachOf(
  clients: Clients,
): Promise<{ readonly reach: Check; readonly subscriptions: readonly Subscription[] }> {
  const what = 'azure subscriptions';
  const anyOf = 'each subscription that it works in (/subscriptions/<id>)';
  const fix = readerOn(anyOf, SEE_SUBSCRIPTIONS);
  let all: readonly Subscription[] = [];
  const asked = await checked(what, { denied: fix }, async () => {
    all = await subscriptionsOf(clients);
    return all.map(({ name }) => name).join(', ');
  });
  // One that is configured and that Azure does not show has no name but its id.
  const hidden = all.filter(({ id, name }) => id === name);
  const subscriptions = all.filter((each) => !hidden.includes(each));
  if (asked.ok !== true) return { reach: asked, subscriptions };
  const reach = (found: string, mend: string) => ({
    reach: { what, ok: false, found, fix: mend },
    subscriptions,
  });
  if (all.length === 0) return reach("Azure shows none to Ajar's identity", fix);
  if (hidden.length === 0) return { reach: asked, subscriptions };
  const where = hidden.map(({ id }) => `/subscriptions/${id}`).join(' and ');
  return reach(
    `Azure does not show ${where} of AJAR_AZURE_SUBSCRIPTIONS or AJAR_AZURE_TENANTS to Ajar's identity`,
    `${readerOn(where, SEE_SUBSCRIPTIONS)}; or take out of them what is wrong there`,
  );
}

async function vmsCheck(inventory: AzureInventory, withoutJit: boolean): Promise<Check> {
  const what = 'azure VMs';
  const fix = readerOn(
    'the subscriptions or resource groups of the VMs',
    'Microsoft.Compute/virtualMachines/read',
  );
  let jit = 0;
  let all = 0;
  const read = await checked(what, { denied: fix }, async () => {
    const vms = await inventory.all();
    all = vms.length;
    jit = vms.filter((vm) => vm.jit.length > 0).length;
    return `${all} VMs, ${jit} of them with JIT`;
  });
  if (read.ok !== true || jit > 0 || (withoutJit && all > 0)) return read;
  // There may be none, or none that is shown: Azure tells the two by nothing.
  const jitFix =
    'if the JIT policies below can be listed, turn on just-in-time access for the VMs in Defender for Cloud; else mend that first';
  return { ...read, ok: 'unknown', fix: all === 0 ? fix : jitFix };
}

async function ofSubscription(
  clients: Clients,
  inventory: AzureInventory,
  subscription: Subscription,
): Promise<readonly Check[]> {
  const { id, name } = subscription;
  const action = 'Microsoft.Security/locations/jitNetworkAccessPolicies/read';
  return [
    await planCheck(clients, subscription),
    await checked(
      `azure JIT policies of ${name}`,
      { denied: readerOn(`/subscriptions/${id}`, action) },
      async () => {
        const policies = await listJitPolicies(clients, id, startDeadline(clients.limitMs));
        return policies.length === 1 ? '1 policy' : `${policies.length} policies`;
      },
    ),
    await permissionCheck(clients, inventory, subscription, 'open'),
  ];
}

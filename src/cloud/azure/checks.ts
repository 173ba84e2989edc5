import type { Check } from '../../ports/check.ts';
import { CloudError } from '../../ports/provider.ts';
import type { AzureInventory } from './inventory/inventory.ts';
import { listJitPolicies } from './inventory/jit-policy.ts';
import { type Subscription, subscriptionsOf } from './inventory/subscriptions.ts';
import { permissionCheck } from './permissions.ts';
import { ask, startDeadline } from './wire/call.ts';
import type { Clients } from './wire/clients.ts';

/** What `ajar doctor` says of Azure: sign-in, reach, and for each subscription the plan, the JIT policies and the permissions. Never throws for what Azure answers. */
export async function azureChecks(clients: Clients, inventory: AzureInventory): Promise<readonly Check[]> {
  const token = await checked('azure sign-in', () => signIn(clients));
  if (token.ok !== true) return [token];
  let subscriptions: readonly Subscription[] = [];
  const reach = await checked('azure subscriptions', async () => {
    subscriptions = await subscriptionsOf(clients);
    if (subscriptions.length > 0) return subscriptions.map(({ name }) => name).join(', ');
    throw new CloudError(
      'denied',
      'Azure shows no subscription to Ajar. Give its identity the role Reader on the subscriptions that matter.',
    );
  });
  const vms = await checked('azure VMs', async () => {
    const all = await inventory.all();
    return `${all.length} VMs, ${all.filter((vm) => vm.jit.length > 0).length} of them with JIT`;
  });
  const each = await Promise.all(
    subscriptions.map((subscription) => ofSubscription(clients, inventory, subscription)),
  );
  return [token, reach, vms, ...each.flat()];
}

async function signIn(clients: Clients): Promise<string> {
  const { scope } = clients.settings;
  const doing = clients.doing('get a token', 'none', 'the token service');
  const deadline = startDeadline(clients.limitMs);
  const { value } = await ask(doing, deadline, async ({ abortSignal }) =>
    (await clients.credential()).getToken(scope, { abortSignal }),
  );
  if (value) return `a token for ${scope}`;
  throw new CloudError(
    'broken',
    'The sign-in gave no token. Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or give Ajar a managed identity.',
  );
}

async function ofSubscription(
  clients: Clients,
  inventory: AzureInventory,
  { id, name }: Subscription,
): Promise<readonly Check[]> {
  return [
    await planCheck(clients, id, name),
    await checked(`azure JIT policies of ${name}`, async () => {
      const policies = await listJitPolicies(clients, id, startDeadline(clients.limitMs));
      return `${policies.length} policies`;
    }),
    await permissionCheck(clients, inventory, id, name),
  ];
}

/** JIT belongs to Defender for Servers Plan 2. https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-overview */
async function planCheck(clients: Clients, id: string, name: string): Promise<Check> {
  const what = `azure Defender plan of ${name}`;
  const fix = 'turn on Defender for Servers Plan 2 for the subscription, in Defender for Cloud';
  const doing = clients.doing(
    'read the Defender plan',
    'Microsoft.Security/pricings/read',
    `the Defender plan of ${name}`,
  );
  try {
    const security = await clients.security(id);
    const { value } = await ask(doing, startDeadline(clients.limitMs), (options) =>
      security.pricings.get('VirtualMachines', options),
    );
    const plan = `${value.pricingTier} ${value.subPlan ?? ''}`.trim();
    return value.pricingTier === 'Standard' && value.subPlan === 'P2'
      ? good(what, plan)
      : { what, ok: false, found: plan, fix };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    // JIT itself may work all the same: the plan is only not visible.
    return { what, ok: 'unknown', found: error.message, fix };
  }
}

const good = (what: string, found: string): Check => ({ what, ok: true, found, fix: '' });

/** A refusal is bad; what could not be learned is unknown. The sentence says the fix. */
async function checked(what: string, find: () => Promise<string>): Promise<Check> {
  try {
    return good(what, await find());
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const ok = error.kind === 'busy' && !error.nothingSent ? 'unknown' : false;
    return { what, ok, found: error.message, fix: FIXES[error.kind] };
  }
}

const FIXES: Record<CloudError['kind'], string> = {
  'not-found': "check AJAR_AZURE_SUBSCRIPTIONS and the roles of Ajar's identity",
  conflict: 'look at the resource in the portal',
  denied: "give Ajar's identity a role with the permission named here",
  busy: 'check the network and AJAR_AZURE_ENDPOINT, or try again in a minute',
  broken: 'check AJAR_AZURE_ENDPOINT, AJAR_AZURE_SCOPE and the sign-in settings',
};

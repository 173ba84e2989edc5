import { z } from 'zod';
import type { Check } from '../../ports/check.ts';
import { CloudError } from '../../ports/provider.ts';
import type { AzureInventory } from './inventory/inventory.ts';
import { askTwice, startDeadline } from './wire/call.ts';
import type { AzureSettings, Clients } from './wire/clients.ts';

/** Every action that Ajar takes with Defender, and what it is for. The last one is in no table of Microsoft's: closing early needs it. */
const ACTIONS = {
  'Microsoft.Compute/virtualMachines/read': 'find VMs',
  'Microsoft.Network/networkInterfaces/read': 'find VMs',
  'Microsoft.Network/virtualNetworks/subnets/read': 'find the security groups before a VM',
  'Microsoft.Network/publicIPAddresses/read': 'open ports',
  'Microsoft.Security/locations/jitNetworkAccessPolicies/read': 'see what is open',
  'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action': 'open ports',
  'Microsoft.Network/networkSecurityGroups/securityRules/read': 'prove that a port is open or shut',
  'Microsoft.Network/networkSecurityGroups/securityRules/delete': 'close early',
} as const;

/** What it takes besides to open ports that Defender does not keep (AJAR_NSG=on). */
const NSG_ACTIONS = {
  'Microsoft.Network/networkSecurityGroups/securityRules/write': 'open ports that Defender does not keep',
  'Microsoft.Network/networkSecurityGroups/read': 'find its own rules without its store (ajar sweep)',
} as const;

const Answer = z.object({
  value: z.array(
    z.object({ actions: z.array(z.string()).default([]), notActions: z.array(z.string()).default([]) }),
  ),
});
type Role = z.output<typeof Answer>['value'][number];

/** Roles are often given on resource groups: this many of those that hold VMs with JIT are looked at. */
const MOST_GROUPS = 10;

/** Asks Azure what Ajar may do on the subscription, and where that is not enough on its resource groups; names what is missing where. */
export async function permissionCheck(
  clients: Clients,
  inventory: AzureInventory,
  subscriptionId: string,
  name: string,
): Promise<Check> {
  const what = `azure permissions on ${name}`;
  try {
    const scope = `/subscriptions/${encodeURIComponent(subscriptionId)}`;
    const { settings } = clients;
    const missing = missingFrom(await rolesOn(clients, scope), settings);
    const groups = missing.length === 0 ? [] : await groupsOf(clients, inventory, subscriptionId);
    const gaps = groups.length === 0 && missing.length > 0 ? [gap(scope, missing)] : [];
    for (const group of groups.slice(0, MOST_GROUPS)) {
      const path = `${scope}/resourceGroups/${encodeURIComponent(group)}`;
      const left = missingFrom(await rolesOn(clients, path), settings);
      if (left.length > 0) gaps.push(gap(path, left));
    }
    if (gaps.length === 0)
      return { what, ok: true, found: `all ${neededFor(settings).length} that Ajar needs`, fix: '' };
    return {
      what,
      ok: false,
      found: gaps.join('\n'),
      fix: "give Ajar's identity a role with these actions there (the role Reader has those that end in /read)",
    };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return {
      what,
      ok: 'unknown',
      found: error.message,
      fix: `give Ajar's identity the role Reader on /subscriptions/${subscriptionId}, so that it can see its own permissions`,
    };
  }
}

const USES = { ...ACTIONS, ...NSG_ACTIONS };
type Action = keyof typeof USES;

const neededFor = ({ nsg }: Pick<AzureSettings, 'nsg'>): readonly Action[] =>
  Object.keys(nsg ? USES : ACTIONS) as Action[];

const gap = (scope: string, actions: readonly Action[]): string =>
  [`missing on ${scope}:`, ...actions.map((action) => `  ${action} (to ${USES[action]})`)].join('\n');

/** Of the VMs that Ajar may open. */
async function groupsOf(
  { settings }: Clients,
  inventory: AzureInventory,
  subscriptionId: string,
): Promise<readonly string[]> {
  const vms = (await inventory.all()).filter(
    (vm) => vm.subscriptionId === subscriptionId && (settings.nsg || vm.jit.length > 0),
  );
  return [...new Set(vms.map((vm) => vm.resourceGroup))].sort();
}

async function rolesOn(clients: Clients, scope: string): Promise<readonly Role[]> {
  const doing = clients.doing(
    'see its own permissions',
    'Microsoft.Authorization/permissions/read',
    `the scope ${scope}`,
  );
  const path = `${scope}/providers/Microsoft.Authorization/permissions`;
  const { value } = await askTwice(doing, startDeadline(clients.limitMs), (options) =>
    clients.getPath(path, { 'api-version': '2022-04-01' }, options),
  );
  const read = Answer.safeParse(value);
  if (read.success) return read.data.value;
  throw new CloudError('broken', "Azure's answer about Ajar's own permissions could not be read.", {
    cause: read.error,
  });
}

/** One role must give the action and not take it away again: another role's notActions mean nothing. */
export const missingFrom = (
  roles: readonly Role[],
  settings: Pick<AzureSettings, 'nsg'>,
): readonly Action[] =>
  neededFor(settings).filter(
    (action) =>
      !roles.some(
        (role) =>
          role.actions.some((pattern) => matches(pattern, action)) &&
          !role.notActions.some((pattern) => matches(pattern, action)),
      ),
  );

/** `*` stands for any run of characters. Walked by hand: a pattern from outside never becomes a regular expression. */
function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  const whole = action.toLowerCase();
  if (last === undefined) return whole === first;
  if (!whole.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const next = whole.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return whole.length - last.length >= at && whole.endsWith(last);
}

import { z } from 'zod';
import type { Check } from '../../ports/check.ts';
import { CloudError } from '../../ports/provider.ts';
import type { AzureInventory } from './inventory/inventory.ts';
import type { Subscription } from './inventory/subscriptions.ts';
import { type Ability, type Action, type Granted, missingFrom, neededFor, whyOf } from './permissions.ts';
import { askTwice, startDeadline } from './wire/call.ts';
import type { Clients } from './wire/clients.ts';
import { parseId } from './wire/resource-id.ts';

const Answer = z.object({
  value: z.array(
    z.object({ actions: z.array(z.string()).default([]), notActions: z.array(z.string()).default([]) }),
  ),
});

/** Roles are often given on resource groups: this many of those that hold such VMs, or what is before them, are looked at. */
const MOST_GROUPS = 10;

/** Asks Azure what Ajar may do on the subscription, and where that is not enough on its resource groups; names what is missing where. */
export async function permissionCheck(
  clients: Clients,
  inventory: Pick<AzureInventory, 'all' | 'known'>,
  { id: subscriptionId, name }: Pick<Subscription, 'id' | 'name'>,
  ability: 'open' | 'configure',
): Promise<Check> {
  const what = `azure permissions${FOR[ability]} on ${name}`;
  try {
    const scope = `/subscriptions/${encodeURIComponent(subscriptionId)}`;
    const { settings } = clients;
    const missing = missingFrom(await rolesOn(clients, scope), ability, settings);
    const groups = missing.length === 0 ? [] : await groupsOf(clients, inventory, subscriptionId, ability);
    const gaps = groups.length === 0 && missing.length > 0 ? [gap(scope, missing)] : [];
    for (const { name: group, takes } of groups.slice(0, MOST_GROUPS)) {
      const path = `${scope}/resourceGroups/${encodeURIComponent(group)}`;
      const left = missingFrom(await rolesOn(clients, path), ability, settings).filter(takes);
      if (left.length > 0) gaps.push(gap(path, left));
    }
    if (gaps.length > 0) return { what, ok: false, found: gaps.join('\n'), fix: fixFor(ability) };
    const all = `all ${neededFor(ability, settings).length} that Ajar needs`;
    if (groups.length <= MOST_GROUPS) return { what, ok: true, found: all, fix: '' };
    const found = `${all}, in the first ${MOST_GROUPS} of ${groups.length} resource groups; the others were not looked at`;
    return {
      what,
      ok: 'unknown',
      found,
      fix: `give the role on /subscriptions/${subscriptionId} in place of each group`,
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

const FOR = { open: '', configure: ' to configure' } as const satisfies Partial<Record<Ability, string>>;

const fixFor = (ability: Ability): string =>
  `give ${ability === 'open' ? "Ajar's identity" : 'the identity that configures'} a role with these actions there (the role Reader has those that end in /read); ` +
  `"ajar azure role --can ${ability}" writes one that has them all and no more`;

const gap = (scope: string, actions: readonly Action[]): string =>
  [`missing on ${scope}:`, ...actions.map((action) => `  ${action} (to ${whyOf(action)})`)].join('\n');

/** A resource group, and what of it all is needed there. */
interface Group {
  readonly name: string;
  takes(action: Action): boolean;
}

/** Of the VMs that Ajar may open, or put under just-in-time access, and of the security groups before them, wherever these are. */
async function groupsOf(
  { settings }: Clients,
  inventory: Pick<AzureInventory, 'all' | 'known'>,
  subscriptionId: string,
  ability: 'open' | 'configure',
): Promise<readonly Group[]> {
  const vms = (await inventory.all()).filter(
    (vm) =>
      vm.subscriptionId === subscriptionId && (ability === 'configure' || settings.nsg || vm.jit.length > 0),
  );
  const own = new Set(vms.map((vm) => vm.resourceGroup.toLowerCase()));
  const nsgs = vms.flatMap(({ id }) => inventory.known(id).guards.flatMap(({ nsgIds }) => nsgIds));
  const others = nsgs
    .flatMap((id) => parseId('network security group', id) ?? [])
    .filter((nsg) => nsg.subscriptionId === subscriptionId && !own.has(nsg.resourceGroup.toLowerCase()))
    .map((nsg) => nsg.resourceGroup.toLowerCase());
  const names = [...new Map(vms.map((vm) => [vm.resourceGroup.toLowerCase(), vm.resourceGroup])).values()];
  return [
    ...names.sort().map((name) => ({ name, takes: () => true })),
    ...[...new Set(others)].sort().map((name) => ({ name, takes: isOfNsg })),
  ];
}

const isOfNsg = (action: Action): boolean => action.startsWith('Microsoft.Network/networkSecurityGroups/');

async function rolesOn(clients: Clients, scope: string): Promise<readonly Granted[]> {
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

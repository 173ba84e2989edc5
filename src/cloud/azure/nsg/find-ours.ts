import { EMERGENCY } from '../../../access/emergency.ts';
import type { Grant } from '../../../access/grant.ts';
import type { Port } from '../../../access/port.ts';
import type { Vm, VmRef } from '../../../access/vm.ts';
import { CloudError, type Found } from '../../../ports/provider.ts';
import type { Doubt } from '../defender/doubts.ts';
import type { Ours } from '../defender/find-ours.ts';
import { refOf } from '../defender/plan.ts';
import { writeGuards } from '../inventory/guards.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import type { Subscription } from '../inventory/subscriptions.ts';
import type { GroupRule } from '../network/group.ts';
import { readRuleName } from '../network/rule-name.ts';
import { createLists, type Lists } from '../outside/lists.ts';
import { orError } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn } from '../wire/resource-id.ts';

/**
 * Every rule that is named as ours, in every security group, found without any store: the name tells the request and the
 * end. Where the provider is off, groups that may not be read are no doubt. Throws `CloudError` without any subscriptions.
 */
export async function findOurRules(
  clients: Clients,
  inventory: AzureInventory,
  lists: Lists = createLists(clients),
): Promise<Ours> {
  const vms = await orError(inventory.all());
  const parts = await Promise.all(
    (await lists.subscriptions()).map(async (subscription): Promise<Ours> => {
      const groups = await lists.groups(subscription);
      if (groups instanceof CloudError) return { found: [], doubts: doubtsOf(clients, subscription, groups) };
      const known = vms instanceof CloudError ? [] : vms;
      const found = groups.flatMap(({ rules }) => rules.flatMap((rule) => toFound(rule, known) ?? []));
      return { found, doubts: groups.flatMap(({ rules }) => rules.flatMap(endless)) };
    }),
  );
  return { found: parts.flatMap(({ found }) => found), doubts: parts.flatMap(({ doubts }) => doubts) };
}

function doubtsOf(clients: Clients, { name }: Subscription, why: CloudError): readonly Doubt[] {
  if (clients.settings.nsg !== true && why.kind === 'denied') return [];
  return [{ sentence: `Ajar's rules in the subscription ${name} could not be looked for. ${why.message}` }];
}

/** Whoever makes a rule by hand in an emergency may write its name wrong: then nobody knows its end, and nothing would ever close it. */
const endless = ({ name, nsgId, access }: GroupRule): readonly Doubt[] =>
  access === 'allow' && name.toLowerCase().startsWith(`ajar-${EMERGENCY}-`) && !readRuleName(name)
    ? [
        {
          sentence: `The rule "${name}" of the network security group "${nameIn(nsgId)}" is named as one that was made by hand in an emergency, and no end can be read from its name, so that nothing closes it. Remove it when nobody needs it, or make it anew as ajar-${EMERGENCY}-WHO-UNTIL (docs/emergency.md).`,
        },
      ]
    : [];

function toFound(rule: GroupRule, vms: readonly Vm[]): Found | undefined {
  const named = readRuleName(rule.name);
  if (!named) return undefined;
  const { request, key, until } = named;
  const address = rule.destinations[0] ?? '';
  const vm = vmAt(vms, address, rule.nsgId);
  const protocol = rule.protocol === 'tcp' || rule.protocol === 'udp' ? rule.protocol : '*';
  const port: Port = { number: Number(rule.ports[0] ?? 0), protocol };
  const source = rule.sources[0] ?? 'an unknown source';
  const grant: Grant = {
    ...{ key: `${request}-${key}-${rule.nsgId}`, vm, port, opens: port, source, provider: 'nsg' },
    cloud: { rule: rule.name, guards: writeGuards([{ address, nsgIds: [rule.nsgId] }]) },
    ...{ target: `nsg|${vm.id}|${port.number}`, state: 'sent', traces: [] },
  };
  return { request, key, vm: vm.name, port, source, until, grant, standing: true };
}

/** Addresses repeat from network to network; the one of the rule's own subscription is only for people to read. */
export function vmAt(vms: readonly Vm[], address: string, nsgId: string): VmRef {
  const found = vms.find(
    (vm) => vm.privateAddresses.includes(address) && nsgId.startsWith(`/subscriptions/${vm.subscriptionId}/`),
  );
  if (found) return refOf(found);
  const nobody = { id: '', vmId: '', nicIds: [], privateAddresses: [], publicAddresses: [] };
  return { ...nobody, name: address || 'an unknown VM', resourceGroup: '', subscriptionId: '' };
}

import type { NatRule } from '@azure/arm-network';
import type { Grant } from '../../../access/grant.ts';
import type { Port } from '../../../access/port.ts';
import type { Vm } from '../../../access/vm.ts';
import { CloudError, type Found } from '../../../ports/provider.ts';
import type { Doubt } from '../defender/doubts.ts';
import type { Ours } from '../defender/find-ours.ts';
import type { AzureInventory } from '../inventory/inventory.ts';
import { type Subscription, subscriptionsOf } from '../inventory/subscriptions.ts';
import { readRuleName } from '../network/rule-name.ts';
import { vmAt } from '../nsg/find-ours.ts';
import { askTwice, orError, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { ownRules } from './own-group.ts';
import { writePlace } from './place.ts';
import { readPolicyRules } from './policy-rules.ts';

/**
 * Every rule of ours in every firewall policy, found without any store: the name tells the request and the end. Where the
 * provider is off, policies that may not be read are no doubt. Throws `CloudError` without any subscriptions.
 */
export async function findFirewallRules(clients: Clients, inventory: AzureInventory): Promise<Ours> {
  const vms = await orError(inventory.all());
  const parts = await Promise.all(
    (await subscriptionsOf(clients)).map(async (subscription): Promise<Ours> => {
      const policies = await orError(listPolicies(clients, subscription));
      if (policies instanceof CloudError)
        return { found: [], doubts: doubtsOf(clients, subscription, policies) };
      return together(await Promise.all(policies.map((id) => oursIn(clients, subscription, id, vms))));
    }),
  );
  return together(parts);
}

const together = (parts: readonly Ours[]): Ours => ({
  found: parts.flatMap(({ found }) => found),
  doubts: parts.flatMap(({ doubts }) => doubts),
});

function doubtsOf(clients: Clients, { name }: Subscription, why: CloudError): readonly Doubt[] {
  if (clients.settings.firewall !== true && why.kind === 'denied') return [];
  return [
    {
      sentence: `Ajar's rules in the firewall policies of the subscription ${name} could not be looked for. ${why.message}`,
    },
  ];
}

async function listPolicies(clients: Clients, { id, name }: Subscription): Promise<readonly string[]> {
  const network = await clients.network(id);
  const doing = clients.doing(
    `list the firewall policies of the subscription ${name}`,
    'Microsoft.Network/firewallPolicies/read',
    `the subscription ${id}`,
  );
  const { value } = await askTwice(doing, startDeadline(clients.limitMs), async (options) => {
    const found: string[] = [];
    for await (const policy of network.firewallPolicies.listAll(options))
      found.push(policy.id?.toLowerCase() ?? '');
    return found;
  });
  return value;
}

async function oursIn(
  clients: Clients,
  subscription: Subscription,
  policyId: string,
  vms: readonly Vm[] | CloudError,
): Promise<Ours> {
  const rules = await orError(readPolicyRules(clients, policyId, startDeadline(clients.limitMs)));
  if (rules instanceof CloudError) return { found: [], doubts: doubtsOf(clients, subscription, rules) };
  const known = vms instanceof CloudError ? [] : vms;
  return { found: ownRules(rules).flatMap((rule) => toFound(policyId, rule, known) ?? []), doubts: [] };
}

function toFound(policyId: string, rule: NatRule, vms: readonly Vm[]): Found | undefined {
  const named = readRuleName(rule.name ?? '');
  if (!named) return undefined;
  const { request, key, until } = named;
  const [address, mapped] = [rule.translatedAddress ?? '', Number(rule.destinationPorts?.[0] ?? 0)];
  const vm = vmAt(vms, address, policyId);
  const only = rule.ipProtocols?.length === 1 ? rule.ipProtocols[0]?.toLowerCase() : '*';
  const port: Port = {
    number: Number(rule.translatedPort ?? 0),
    protocol: only === 'udp' || only === 'tcp' ? only : '*',
  };
  const source = rule.sourceAddresses?.[0] ?? 'an unknown source';
  const place = {
    policyId,
    publicAddress: rule.destinationAddresses?.[0] ?? '',
    inside: '',
    address,
    mapped,
  };
  const grant: Grant = {
    ...{ key: `${request}-${key}-${policyId}`, vm, port, opens: port, source, provider: 'azure-firewall' },
    // What stands in security groups is found and removed there.
    cloud: { rule: rule.name ?? '', guards: '', ...writePlace(place) },
    ...{ target: `azure-firewall|${vm.id}|${port.number}`, state: 'sent', traces: [] },
  };
  return { request, key, vm: vm.name, port, source, until, grant, standing: true };
}

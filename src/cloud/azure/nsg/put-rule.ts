import { readGroup } from '../network/group.ts';
import { beforeSending } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { change, type Taken } from '../wire/operation.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import type { Draft } from './decide.ts';

/** Azure took the rule or has it already; or a sentence that says why there can be none. */
export type Put =
  | (Taken & {
      /** What people should know of the group all the same. */
      readonly remark?: string;
    })
  | { readonly refused: string };

/**
 * Writes one rule into one group and waits for it; one that is there as it is wanted is left. The group is read right
 * before, because the priority must be free. Throws `CloudError`.
 */
export async function putRule(
  clients: Clients,
  nsgId: string,
  rule: Draft,
  deadline: Deadline,
): Promise<Put> {
  const group = await beforeSending(readGroup(clients, nsgId, deadline));
  if (!group)
    return { refused: `The network security group "${nameIn(nsgId)}" does not exist any more. Ask again.` };
  const decision = rule.decide(group);
  if (decision === 'stands') return { traces: [] };
  if ('refused' in decision) return decision;
  const { subscriptionId, resourceGroup, names } = readId('network security group', nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `write the rule "${rule.name}" into the network security group "${nameIn(nsgId)}"`,
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    `the network security group "${nameIn(nsgId)}"`,
  );
  const body = rule.body(decision.priority);
  return change(doing, deadline, (options) =>
    network.securityRules.createOrUpdate(resourceGroup, names[0] ?? '', rule.name, body, options),
  );
}

import { type Group, readGroup, ruleIn } from '../network/group.ts';
import { beforeSending } from '../wire/before-sending.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { change, type Taken } from '../wire/operation.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import type { InTurn } from '../wire/turns.ts';
import { isAsMade, ruleBody } from './draft.ts';
import { persist } from './persist.ts';
import { denials, freePriority, keptOutBy, MOST_RULES, type Wanted } from './priority.ts';

/** Azure took the rule or has it already; or a sentence that says why there can be none. */
export type Put = Taken | { readonly refused: string };

/**
 * Writes one rule into one group and waits for it; one that is there as it is wanted is left. The group is read right
 * before, in its turn, because the priority must be free. Throws `CloudError`.
 */
export type PutRule = (nsgId: string, wanted: Wanted, deadline: Deadline) => Promise<Put>;

export const createPutRule =
  (clients: Clients, inTurn: InTurn): PutRule =>
  (nsgId, wanted, deadline) =>
    inTurn(nsgId, () => persist(clients, deadline, () => put(clients, nsgId, wanted, deadline)));

async function put(clients: Clients, nsgId: string, wanted: Wanted, deadline: Deadline): Promise<Put> {
  const group = await beforeSending(readGroup(clients, nsgId, deadline));
  if (!group)
    return { refused: `The network security group "${nameIn(nsgId)}" does not exist any more. Ask again.` };
  const own = ruleIn(group, wanted.name);
  const standing = own && isAsMade(own, wanted) && own.progress !== 'failed' && own.progress !== 'deleting';
  if (standing && !keptOutBy(group, own, wanted)) return { traces: [] };
  const priority = freePriority(group, wanted);
  if (priority === undefined || (!own && group.count >= MOST_RULES))
    return { refused: noRoom(group, wanted) };
  const { subscriptionId, resourceGroup, names } = readId('network security group', nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `write the rule "${wanted.name}" into the network security group "${nameIn(nsgId)}"`,
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    `the network security group "${nameIn(nsgId)}"`,
  );
  const body = ruleBody(wanted, priority);
  return change(doing, deadline, (options) =>
    network.securityRules.createOrUpdate(resourceGroup, names[0] ?? '', wanted.name, body, options),
  );
}

function noRoom(group: Group, wanted: Wanted): string {
  const name = nameIn(group.nsgId);
  if (group.count >= MOST_RULES)
    return `The network security group "${name}" has ${group.count} rules, and Azure takes no more. Remove some, then ask again.`;
  const [first] = [...denials(group.rules, wanted)].sort((a, b) => a.priority - b.priority);
  return first
    ? `The network security group "${name}" has no free priority before its rule "${first.name}" (${first.priority}), which may keep the port shut. Give that rule a higher number, then ask again.`
    : `The network security group "${name}" has no free priority. Remove some of its rules, then ask again.`;
}

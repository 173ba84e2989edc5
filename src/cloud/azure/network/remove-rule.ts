import { CloudError } from '../../../ports/provider.ts';
import { sendAsRead } from '../wire/as-read.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { change, type Taken } from '../wire/operation.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import type { InTurn } from '../wire/turns.ts';
import { readGroup, ruleIn } from './group.ts';
import type { NsgRule } from './nsg-rules.ts';

/** Which rule; with its etag only as it was read. */
type RuleRef = Pick<NsgRule, 'nsgId' | 'name' | 'etag'>;

/** Asks Azure to remove one rule of a security group and waits for it, in good time to read back. Throws `CloudError` when it did not take the call. */
export type RemoveRule = (rule: RuleRef, deadline: Deadline) => Promise<Taken>;

/** A rule that is already gone is fine. */
export const createRemoveRule =
  (clients: Clients, inTurn: InTurn): RemoveRule =>
  (rule, deadline) =>
    inTurn(rule.nsgId, () => remove(clients, rule, deadline));

async function remove(clients: Clients, rule: RuleRef, deadline: Deadline): Promise<Taken> {
  const { subscriptionId, resourceGroup, names } = readId('network security group', rule.nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `remove the rule "${rule.name}" from the network security group "${nameIn(rule.nsgId)}"`,
    'Microsoft.Network/networkSecurityGroups/securityRules/delete',
    `the rule "${rule.name}"`,
  );
  const send = (headers: Readonly<Record<string, string>>): Promise<Taken> =>
    change(doing, deadline, (options) =>
      network.securityRules.delete(resourceGroup, names[0] ?? '', rule.name, {
        ...options,
        requestOptions: { headers },
      }),
    );
  try {
    // One that somebody changed in between is read and judged again.
    return await sendAsRead(rule.etag, send, () => isStill(clients, rule, deadline));
  } catch (error) {
    if (error instanceof CloudError && error.kind === 'not-found')
      return { traces: error.trace === undefined ? [] : [error.trace] };
    throw error;
  }
}

const isStill = async (
  clients: Clients,
  { nsgId, name, etag }: RuleRef,
  deadline: Deadline,
): Promise<boolean> => ruleIn(await readGroup(clients, nsgId, deadline), name)?.etag === etag;

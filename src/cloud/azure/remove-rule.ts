import { CloudError } from '../../ports/provider.ts';
import { ask, type Deadline } from './call.ts';
import type { Clients } from './clients.ts';
import { nameIn, readId } from './resource-id.ts';
import type { Rule } from './rules.ts';

/** Removes one rule of a security group, waits until Azure has done it, and answers the correlation ids. */
export type RemoveRule = (rule: Rule, deadline: Deadline) => Promise<readonly string[]>;

/**
 * Azure takes one change of a security group at a time, so ours wait for one another. A rule that is already gone is fine.
 * Throws `CloudError`; whether the rule is gone is for a later read to say.
 */
export function createRemoveRule(clients: Clients): RemoveRule {
  const turns = new Map<string, Promise<unknown>>();
  return (rule, deadline) => {
    const before = turns.get(rule.nsgId) ?? Promise.resolve();
    const mine = before.then(
      () => remove(clients, rule, deadline),
      // The one before us failed, and told its own caller.
      () => remove(clients, rule, deadline),
    );
    turns.set(rule.nsgId, mine);
    return mine;
  };
}

async function remove(clients: Clients, rule: Rule, deadline: Deadline): Promise<readonly string[]> {
  const { subscriptionId, resourceGroup, names } = readId('network security group', rule.nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `remove the rule "${rule.name}" from the network security group "${nameIn(rule.nsgId)}"`,
    'Microsoft.Network/networkSecurityGroups/securityRules/delete',
    `the rule "${rule.name}"`,
  );
  // Only the rule that was read: one that somebody changed in between is read and judged again (412).
  const headers = rule.etag === undefined ? {} : { 'If-Match': rule.etag };
  try {
    const { traces } = await ask(doing, deadline, (options) =>
      network.securityRules
        .delete(resourceGroup, names[0] ?? '', rule.name, { ...options, requestOptions: { headers } })
        .pollUntilDone(options),
    );
    return traces;
  } catch (error) {
    if (error instanceof CloudError && error.kind === 'not-found')
      return error.trace === undefined ? [] : [error.trace];
    throw error;
  }
}

import { CloudError } from '../../../ports/provider.ts';
import { ask, type Deadline, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { Doing } from '../wire/doing.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import type { NsgRule } from './nsg-rules.ts';

/** What came of asking Azure to remove a rule, once it took the call. Whether the rule is gone is for a read to say. */
export interface Removal {
  readonly traces: readonly string[];
  /** Azure took the call, but did not say in time, or at all, that it is done. */
  readonly trouble?: CloudError;
}

/** Asks Azure to remove one rule of a security group and waits for it, in good time to read back. Throws `CloudError` when it did not take the call. */
export type RemoveRule = (rule: NsgRule, deadline: Deadline) => Promise<Removal>;

/** What is left of a deed's time when the waiting ends, for the reading that follows. */
const FOR_READING_MS = 5000;

/** Azure takes one change of a security group at a time, so ours wait for one another. A rule that is already gone is fine. */
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

async function remove(clients: Clients, rule: NsgRule, deadline: Deadline): Promise<Removal> {
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
    const { value: operation, traces } = await ask(doing, deadline, async (options) => {
      const sent = network.securityRules.delete(resourceGroup, names[0] ?? '', rule.name, {
        ...options,
        requestOptions: { headers },
      });
      await sent.submitted();
      // Not the poller itself: it can be awaited, and would be, here.
      return { done: (abortSignal: AbortSignal) => sent.pollUntilDone({ abortSignal }) };
    });
    const trouble = await waitFor(operation.done, doing, deadline);
    return { traces, ...(trouble && { trouble }) };
  } catch (error) {
    if (error instanceof CloudError && error.kind === 'not-found')
      return { traces: error.trace === undefined ? [] : [error.trace] };
    throw error;
  }
}

/** The call was taken: from here on a failure is no more than a remark, because only a read shows what became of the rule. */
async function waitFor(
  done: (signal: AbortSignal) => Promise<unknown>,
  doing: Doing,
  deadline: Deadline,
): Promise<CloudError | undefined> {
  const patience = startDeadline(Math.max(0, deadline.leftMs() - FOR_READING_MS));
  try {
    await ask(doing, patience, ({ abortSignal }) => done(abortSignal));
    return undefined;
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}

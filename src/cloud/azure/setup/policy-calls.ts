import { CloudError } from '../../../ports/provider.ts';
import type { Action } from '../permissions.ts';
import { type Answer, ask, askTwice, type Deadline, orGone } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import type { Doing } from '../wire/doing.ts';
import { nameIn, pathOf, readId } from '../wire/resource-id.ts';
import { bodyWith, type Entry, PolicyDocument } from './policy-document.ts';

const QUERY = { 'api-version': '2020-01-01' };
const TYPE = 'Microsoft.Security/locations/jitNetworkAccessPolicies';

/** One JIT policy, as the wire has it: the library would drop what it does not know, and cut times. Each throws `CloudError`. */
export interface PolicyCalls {
  /** Undefined when Azure says that there is none. */
  read(deadline: Deadline): Promise<PolicyDocument | undefined>;
  /** Replaces the whole list of VMs; with nobody left the policy itself goes. Answers Azure's correlation ids. */
  replace(
    document: PolicyDocument | undefined,
    entries: readonly Entry[],
    deadline: Deadline,
  ): Promise<readonly string[]>;
}

export function createPolicyCalls(clients: Clients, policyId: string): PolicyCalls {
  const path = pathOf('JIT policy', readId('JIT policy', policyId));
  const subject = `the JIT policy "${nameIn(policyId)}"`;
  const doing = (what: string, verb: 'read' | 'write' | 'delete'): Doing =>
    clients.doing(`${what} ${subject}`, `${TYPE}/${verb}` satisfies Action, subject);
  return {
    async read(deadline) {
      const body = await orGone(
        askTwice(doing('read', 'read'), deadline, (options) => clients.getPath(path, QUERY, options)),
      );
      if (body === undefined) return undefined;
      const read = PolicyDocument.safeParse(body);
      if (read.success) return read.data;
      throw new CloudError(
        'broken',
        `Azure's answer about ${subject} could not be read: nothing is written.`,
        {
          ...{ cause: read.error, nothingSent: true },
        },
      );
    },
    async replace(document, entries, deadline) {
      const answer: Answer<unknown> =
        entries.length > 0
          ? await ask(doing('write', 'write'), deadline, (options) =>
              clients.sendPath('PUT', path, QUERY, bodyWith(document, entries), options),
            )
          : await ask(doing('delete', 'delete'), deadline, (options) =>
              clients.sendPath('DELETE', path, QUERY, undefined, options),
            );
      return answer.traces;
    },
  };
}

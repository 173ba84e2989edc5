import type { SecurityRule } from '@azure/arm-network';
import { askTwice, type Deadline, orGone } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn, readId } from '../wire/resource-id.ts';
import { type NsgRule, readRule } from './nsg-rules.ts';

/** An inbound rule with what it takes to write beside it. */
export interface GroupRule extends NsgRule {
  /** Azure's word for how far a change of it has come, in lower case: `succeeded`, `updating`, `deleting`, `failed`. */
  readonly progress: string;
  /** True where application security groups name a side: which addresses those are, the rule does not say. */
  readonly byGroups: boolean;
}

/** One network security group as it is now. */
export interface Group {
  readonly nsgId: string;
  readonly rules: readonly GroupRule[];
  /** Inbound and outbound together: what Azure's limit counts. */
  readonly count: number;
}

/** Reads a group's rules; undefined when Azure says that the group is not there. Throws `CloudError`. */
export async function readGroup(
  clients: Clients,
  nsgId: string,
  deadline: Deadline,
): Promise<Group | undefined> {
  const { subscriptionId, resourceGroup, names } = readId('network security group', nsgId);
  const network = await clients.network(subscriptionId);
  const doing = clients.doing(
    `read the rules of the network security group "${nameIn(nsgId)}"`,
    'Microsoft.Network/networkSecurityGroups/securityRules/read',
    `the network security group "${nameIn(nsgId)}"`,
  );
  return orGone(
    askTwice(doing, deadline, async (options) => {
      const rules: SecurityRule[] = [];
      for await (const rule of network.securityRules.list(resourceGroup, names[0] ?? '', options))
        rules.push(rule);
      return toGroup(nsgId, rules);
    }),
  );
}

export const toGroup = (nsgId: string, rules: readonly SecurityRule[]): Group => ({
  nsgId,
  rules: rules.flatMap((rule) => toGroupRule(nsgId, rule) ?? []),
  count: rules.length,
});

function toGroupRule(nsgId: string, rule: SecurityRule): GroupRule | undefined {
  const read = readRule(nsgId, rule);
  const named = [rule.sourceApplicationSecurityGroups, rule.destinationApplicationSecurityGroups];
  return (
    read && {
      ...read,
      progress: rule.provisioningState?.toLowerCase() ?? '',
      byGroups: named.some((groups) => (groups?.length ?? 0) > 0),
    }
  );
}

/** The rule of this name; Azure's names have no case. */
export const ruleIn = (group: Group | undefined, name: string): GroupRule | undefined =>
  group?.rules.find((rule) => rule.name.toLowerCase() === name.toLowerCase());

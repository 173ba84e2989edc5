import type { NetworkSecurityGroup } from '@azure/arm-network';
import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import { z } from 'zod';
import { CloudError } from '../../../ports/provider.ts';
import { listJitPolicies } from '../inventory/jit-policy.ts';
import { type Subscription, subscriptionsOf } from '../inventory/subscriptions.ts';
import { type Group, toGroup } from '../network/group.ts';
import { askTwice, orError, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { sound } from '../wire/sound.ts';

/** Each list once, or why it could not be read: made anew for each look, since what was read before is no proof. */
export interface Lists {
  subscriptions(): Promise<readonly Subscription[]>;
  policies(subscription: Subscription): Promise<readonly JitNetworkAccessPolicy[] | CloudError>;
  groups(subscription: Subscription): Promise<readonly Group[] | CloudError>;
}

export function createLists(clients: Clients): Lists {
  const policies = new Map<string, ReturnType<Lists['policies']>>();
  const groups = new Map<string, ReturnType<Lists['groups']>>();
  let subscriptions: Promise<readonly Subscription[]> | undefined;
  const once = <T>(kept: Map<string, Promise<T>>, id: string, read: () => Promise<T>): Promise<T> => {
    const known = kept.get(id) ?? read();
    kept.set(id, known);
    return known;
  };
  return {
    subscriptions() {
      subscriptions ??= subscriptionsOf(clients);
      return subscriptions;
    },
    policies: ({ id }) =>
      once(policies, id, () => orError(listJitPolicies(clients, id, startDeadline(clients.limitMs)))),
    groups: (subscription) => once(groups, subscription.id, () => orError(listGroups(clients, subscription))),
  };
}

async function listGroups(clients: Clients, { id, name }: Subscription): Promise<readonly Group[]> {
  const network = await clients.network(id);
  const doing = clients.doing(
    `list the network security groups of the subscription ${name}`,
    'Microsoft.Network/networkSecurityGroups/read',
    `the subscription ${id}`,
  );
  const { value } = await askTwice(doing, startDeadline(clients.limitMs), async (options) => {
    const found: Group[] = [];
    for await (const group of network.networkSecurityGroups.listAll(options)) found.push(soundGroup(group));
    return found;
  });
  return value;
}

/** One that came without its rules is not one that has none. */
const WithRules = z.object({ id: z.string(), securityRules: z.array(z.unknown()) });

function soundGroup(group: NetworkSecurityGroup): Group {
  const { id = '', securityRules = [] } = sound(WithRules, 'a network security group', group);
  return toGroup(id.toLowerCase(), securityRules);
}

/** The group of this id, where its subscription's could be listed. */
export async function groupIn(lists: Lists, nsgId: string): Promise<Group | undefined> {
  const subscription = (await lists.subscriptions()).find(
    ({ id }) => nsgId.split('/')[2] === id.toLowerCase(),
  );
  const groups = subscription && (await lists.groups(subscription));
  if (groups === undefined || groups instanceof CloudError) return undefined;
  return groups.find((group) => group.nsgId === nsgId.toLowerCase());
}

import type { JitNetworkAccessPolicy } from '@azure/arm-security';
import type { VmRef } from '../../../access/vm.ts';
import { CloudError } from '../../../ports/provider.ts';
import { type Guard, lookUpGuards } from '../inventory/guards.ts';
import { readJitPolicy } from '../inventory/jit-policy.ts';
import { createLists } from '../outside/lists.ts';
import { ask, type Deadline, startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn } from '../wire/resource-id.ts';
import { createSharedReads, type SharedReads } from '../wire/shared-reads.ts';
import { type Group, readGroup } from './group.ts';

/** Reads groups, each once: a reader is made anew for each look, since what was read before is no proof. */
export type Groups = (nsgId: string) => Promise<Group | undefined>;

/** Looks at the network before a deed and after: hundreds of requests that hang on one thing are one reading of it. */
export interface Looks {
  groups(deadline: Deadline): Groups;
  /** Which groups guard a VM now. */
  guards(vm: Pick<VmRef, 'name' | 'nicIds'>, deadline: Deadline): Promise<readonly Guard[]>;
  /** Groups in whichever resource group and subscription where a rule of one of these names stands; those that may not be listed are left out. */
  holding(names: readonly string[], deadline: Deadline): Promise<readonly string[]>;
  /** Undefined when Azure says that there is none. */
  policy(policyId: string, deadline: Deadline): Promise<JitNetworkAccessPolicy | undefined>;
}

export function createLooks(clients: Clients): Looks {
  const groups = createSharedReads<Group | undefined>();
  const guards = createSharedReads<readonly Guard[]>();
  const policies = createSharedReads<JitNetworkAccessPolicy | undefined>();
  const all = createSharedReads<readonly Group[]>();
  /** Whose reading it is that is shared: it has its own time, and nobody waits for it longer than for a reading of one's own. */
  const look = async <T>(
    reads: SharedReads<T>,
    key: string,
    subject: string,
    deadline: Deadline,
    read: (deadline: Deadline) => Promise<T>,
  ): Promise<T> => {
    const doing = clients.doing(`look at ${subject}`, 'none', subject);
    return (await ask(doing, deadline, () => reads(key, () => read(startDeadline(clients.limitMs))))).value;
  };
  return {
    groups: (deadline) => {
      const read = new Map<string, Promise<Group | undefined>>();
      return (nsgId) => {
        const subject = `the network security group "${nameIn(nsgId)}"`;
        const group =
          read.get(nsgId) ??
          look(groups, nsgId, subject, deadline, (time) => readGroup(clients, nsgId, time));
        read.set(nsgId, group);
        return group;
      };
    },
    guards: (vm, deadline) =>
      look(guards, vm.nicIds.join('|'), `the VM "${vm.name}"`, deadline, (time) =>
        lookUpGuards(clients, vm, time),
      ),
    async holding(names, deadline) {
      const wanted = new Set(names.map((name) => name.toLowerCase()));
      const found = await look(all, '', 'all network security groups', deadline, () => allGroups(clients));
      return found
        .filter(({ rules }) => rules.some(({ name }) => wanted.has(name.toLowerCase())))
        .map(({ nsgId }) => nsgId);
    },
    policy: (policyId, deadline) =>
      look(policies, policyId, `the JIT policy "${nameIn(policyId)}"`, deadline, (time) =>
        readJitPolicy(clients, policyId, time),
      ),
  };
}

/** Whoever may not list them all, as drift does, may open and close all the same; in a subscription that is gone is none. */
async function allGroups(clients: Clients): Promise<readonly Group[]> {
  const lists = createLists(clients);
  const each = await Promise.all((await lists.subscriptions()).map((one) => lists.groups(one)));
  return each.flatMap((groups) => {
    if (!(groups instanceof CloudError)) return groups;
    if (groups.kind === 'denied' || groups.kind === 'not-found') return [];
    throw groups;
  });
}

import type { VmRef } from '../../../access/vm.ts';
import { type Guard, lookUpGuards } from '../inventory/guards.ts';
import { type Group, readGroup } from '../network/group.ts';
import { ask, type Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';
import { nameIn } from '../wire/resource-id.ts';
import { createSharedReads } from '../wire/shared-reads.ts';

/** Reads groups, each once: a reader is made anew for each look, since what was read before is no proof. */
export type Groups = (nsgId: string) => Promise<Group | undefined>;

/** Looks at the network before opening and after: hundreds of requests for one group are one reading of it. */
export interface Looks {
  groups(deadline: Deadline): Groups;
  /** Which groups guard a VM now. */
  guards(vm: VmRef, deadline: Deadline): Promise<readonly Guard[]>;
}

export function createLooks(clients: Clients): Looks {
  const groups = createSharedReads<Group | undefined>();
  const guards = createSharedReads<readonly Guard[]>();
  return {
    groups: (deadline) => {
      const read = new Map<string, Promise<Group | undefined>>();
      return (nsgId) => {
        const group =
          read.get(nsgId) ??
          // Whose reading it is that is shared, nobody waits for it longer than for a reading of one's own.
          within(clients, `the network security group "${nameIn(nsgId)}"`, deadline, () =>
            groups(nsgId, () => readGroup(clients, nsgId, deadline)),
          );
        read.set(nsgId, group);
        return group;
      };
    },
    guards: (vm, deadline) =>
      within(clients, `the VM "${vm.name}"`, deadline, () =>
        guards([vm.id, ...vm.nicIds].join('|'), () => lookUpGuards(clients, vm, deadline)),
      ),
  };
}

async function within<T>(
  clients: Clients,
  subject: string,
  deadline: Deadline,
  read: () => Promise<T>,
): Promise<T> {
  return (await ask(clients.doing(`look at ${subject}`, 'none', subject), deadline, read)).value;
}

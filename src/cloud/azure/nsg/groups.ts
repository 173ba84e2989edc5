import { type Group, readGroup } from '../network/group.ts';
import type { Deadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';

/** Reads groups, each once: a reader is made anew for each look, since what was read before is no proof. */
export type Groups = (nsgId: string) => Promise<Group | undefined>;

export function createGroups(clients: Clients, deadline: Deadline): Groups {
  const read = new Map<string, Promise<Group | undefined>>();
  return (nsgId) => {
    const group = read.get(nsgId) ?? readGroup(clients, nsgId, deadline);
    read.set(nsgId, group);
    return group;
  };
}

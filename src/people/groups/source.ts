import type { Person } from '../../access/person.ts';
import type { GroupSource } from '../../access/policy/group.ts';

/** Where the people of one kind of group are looked up. Throws `Unknown` where that cannot tell. */
export interface Source<K extends GroupSource['kind'] = GroupSource['kind']> {
  members(group: Extract<GroupSource, { kind: K }>): Promise<readonly Person[]>;
  /** Those of these groups that somebody is in, where that can be asked without all of their people. */
  groupsOf?(
    person: string,
    groups: readonly Extract<GroupSource, { kind: K }>[],
  ): Promise<ReadonlySet<Extract<GroupSource, { kind: K }>>>;
}

export type Sources = { readonly [K in GroupSource['kind']]?: Source<K> };

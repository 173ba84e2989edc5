import type { Person } from '../access/person.ts';
import type { Standing } from './people.ts';

/** Who there is in the organisation, and who is in which of its groups. Nothing is kept; throws `CloudError` where it cannot tell. */
export interface Directory {
  /** Those of these groups that the person is in, over all groups in them. Ids in lower case. */
  groupsOf(person: string, groups: readonly string[]): Promise<ReadonlySet<string>>;
  /** The people of a group and of all groups in it; neither guests nor those whose account is disabled. */
  members(group: string): Promise<readonly Person[]>;
  standing(person: string): Promise<Standing>;
}

import type { Person } from '../access/person.ts';

/** Who is in a group. Asked at the click, cached at most 60 s; throws `Unknown` when it cannot tell, which is never "yes". */
export interface People {
  inGroup(person: string, group: string): Promise<boolean>;
  /** Those of these groups that the person is in. */
  groupsOf(person: string, groups: readonly string[]): Promise<ReadonlySet<string>>;
  members(group: string): Promise<readonly Person[]>;
  /** Whether they are there still; without a directory whoever is listed is. */
  standing(person: string): Promise<Standing>;
}

/** `guest`: of another organisation, at home in ours by invitation. `gone`: the account is disabled or deleted. */
export type Standing = 'active' | 'guest' | 'gone';

export class Unknown extends Error {
  override name = 'Unknown';
}

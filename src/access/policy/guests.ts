import type { Groups } from './group.ts';
import type { Rule } from './rule.ts';

/** People who are known to be guests, by object id. */
interface Guests {
  readonly guests?: readonly string[];
}

/** Whether they are known to be a guest of the organisation's: they ask only where a rule names them, and never approve. */
export const isGuest = ({ guests }: Guests, person: string): boolean =>
  guests?.includes(person.toLowerCase()) === true;

const NAMING = new WeakMap<readonly Rule[], readonly Rule[]>();

/** The rules that a guest may be given something by: the others can still forbid it, or ask for more. */
export function rulesNaming(rules: readonly Rule[]): readonly Rule[] {
  const known = NAMING.get(rules);
  if (known !== undefined) return known;
  const naming = rules.filter(({ match, deny }) => match.requesters !== undefined || deny !== undefined);
  NAMING.set(rules, naming);
  return naming;
}

const LISTED = new WeakMap<Groups, Groups>();

/** The groups by which a guest may be given something, which are those that the file lists. */
export function listedGroups({
  groups,
  lookedUp = {},
}: {
  readonly groups: Groups;
  readonly lookedUp?: Readonly<Record<string, unknown>>;
}): Groups {
  const known = LISTED.get(groups);
  if (known !== undefined) return known;
  const listed = Object.fromEntries(
    Object.entries(groups).filter(([name]) => !Object.hasOwn(lookedUp, name)),
  );
  LISTED.set(groups, listed);
  return listed;
}

import type { Person } from '../person.ts';
import { type Groups, isOneOf, membersOf } from './group.ts';

interface Quieted {
  readonly groups: Groups;
  readonly quiet?: Readonly<Record<string, true | readonly string[]>>;
}

/**
 * Those of these people who are notified when these groups are asked: not who is quiet in every one of them that they are in.
 * Where that would be nobody it is all of them: a request is never left waiting for people who hear nothing of it.
 */
export function notified(
  { groups, quiet = {} }: Quieted,
  asked: readonly string[],
  people: readonly Person[],
): readonly Person[] {
  const isQuietIn = (group: string, id: string): boolean => {
    const of = Object.hasOwn(quiet, group) ? quiet[group] : undefined;
    return of === true || of?.includes(id) === true;
  };
  const loud = people.filter(({ id }) => {
    const own = asked.filter((group) => isOneOf(membersOf(groups, group), id));
    return own.length === 0 || own.some((group) => !isQuietIn(group, id));
  });
  return loud.length > 0 ? loud : people;
}

import type { Person } from '../person.ts';
import type { Groups } from './group.ts';

/** What of a policy is about people. */
interface Peopled {
  readonly neverPeople?: readonly string[];
  readonly groups: Groups;
  readonly admins: readonly Person[];
  readonly auditors: readonly Person[];
  readonly onCall: readonly Person[];
}

/** Whether the file names this account as one that is nobody's own. */
export const isNever = ({ neverPeople }: Pick<Peopled, 'neverPeople'>, person: string): boolean =>
  neverPeople?.includes(person.toLowerCase()) === true;

/** The policy with shared accounts taken out of every group and role: who is behind one cannot be told. */
export function withoutNever<P extends Peopled>(policy: P): P {
  if (policy.neverPeople === undefined) return policy;
  const left = (people: readonly Person[]): readonly Person[] =>
    people.filter(({ id }) => !isNever(policy, id));
  const { groups, admins, auditors, onCall } = policy;
  return {
    ...policy,
    groups: Object.fromEntries(Object.entries(groups).map(([name, people]) => [name, left(people)])),
    ...{ admins: left(admins), auditors: left(auditors), onCall: left(onCall) },
  };
}

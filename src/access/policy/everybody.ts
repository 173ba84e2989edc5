import type { Person } from '../person.ts';
import type { Policy } from './policy.ts';

/** The people whom the policy knows, in whatever part of it, each once. */
export function everybody(policy: Policy): readonly Person[] {
  const { admins, auditors, onCall, groups, emails, accounts } = policy;
  const all = [
    ...[...Object.values(groups), admins, auditors, onCall].flat(),
    ...[...emails, ...accounts].map(({ person }) => person),
  ];
  return [...new Map(all.map((person) => [person.id, person])).values()];
}

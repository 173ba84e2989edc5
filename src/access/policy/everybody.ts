import type { Person } from '../person.ts';
import type { Policy } from './policy.ts';

/** The people whom the policy knows, in whatever part of it, each once. */
export const everybody = (policy: Policy): readonly Person[] => [
  ...new Map(mentionedIn(policy).map((person) => [person.id, person])).values(),
];

/** One of them. */
export const knownAs = (policy: Policy, id: string): Person | undefined =>
  mentionedIn(policy).findLast((person) => person.id === id);

function mentionedIn({ admins, auditors, onCall, groups, emails, accounts }: Policy): readonly Person[] {
  return [
    ...[...Object.values(groups), admins, auditors, onCall].flat(),
    ...[...emails, ...accounts].map(({ person }) => person),
  ];
}

import type { Rule } from './rule.ts';

/** People who are known to be guests, by object id. */
interface Guests {
  readonly guests?: readonly string[];
}

/** Whether they are known to be a guest of the organisation's: they ask only where a rule names them, and never approve. */
export const isGuest = ({ guests = [] }: Guests, person: string): boolean =>
  guests.includes(person.toLowerCase());

/** Whether a rule may give something to this person at all: one about everybody is about everybody of the organisation's own. */
export const givesTo = (policy: Guests, person: string, rule: Rule): boolean =>
  rule.deny === undefined && (rule.match.requesters !== undefined || !isGuest(policy, person));

/** The rules that a guest may be given something by: the others can still forbid it, or ask for more. */
export const rulesNaming = (rules: readonly Rule[]): readonly Rule[] =>
  rules.filter(({ match, deny }) => match.requesters !== undefined || deny !== undefined);

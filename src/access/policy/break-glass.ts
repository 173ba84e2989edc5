import type { Review, Verdict } from '../verdict.ts';
import { soonest } from './compose.ts';
import { type Groups, isOneOf, membersOf } from './group.ts';
import type { BreakGlass, Rule } from './rule.ts';
import type { Who } from './who.ts';

/** What a rule says of break-glass, where it gives it to this person. */
export const breakGlassOf = ({ breakGlass }: Rule, { own }: Who): BreakGlass | undefined =>
  breakGlass?.groups.some((group) => own.has(group)) ? breakGlass : undefined;

/** The same verdict without whatever would make somebody wait for others; it is told to more, and looked at afterwards. */
export function brokenGlass(verdict: Verdict, rules: readonly Rule[], who: Who): Verdict {
  const { stepUp: _, checks = [], routes, ...rest } = verdict;
  const giving = rules.flatMap((rule) => {
    const given = breakGlassOf(rule, who);
    return given === undefined ? [] : [{ ...given, rule: rule.id }];
  });
  const review = soonest(giving.map((each): Review => ({ ...each.review, rule: each.rule })));
  const left = checks.filter(({ kind }) => kind !== 'ticket');
  return {
    ...rest,
    requirements: [],
    routes: { ...routes, tell: [...new Set([...routes.tell, ...giving.flatMap(({ tell }) => tell)])] },
    ...(left.length > 0 ? { checks: left } : {}),
    ...(review === undefined ? {} : { review }),
  };
}

/** Why nobody could look at it afterwards, or undefined: whoever broke the glass does not count. */
export function unreviewed(
  groups: Groups,
  review: Review | undefined,
  askers: readonly string[],
): string | undefined {
  if (review === undefined) return undefined;
  const { group, rule } = review;
  if (membersOf(groups, group).some((person) => !askers.some((asker) => isOneOf([person], asker))))
    return undefined;
  return `Rule "${rule}" wants a break-glass looked at by somebody of the group ${group}, and apart from you it has nobody. Ask an Ajar admin to add somebody.`;
}

import { byText } from '../by-text.ts';
import type { Review, Verdict } from '../verdict.ts';
import { soonest } from './compose.ts';
import { type Groups, isOneOf, membersOf } from './group.ts';
import type { BreakGlass, Rule } from './rule.ts';
import type { Who } from './who.ts';

/** What a rule says of break-glass, where it gives it to this person. */
export const breakGlassOf = ({ breakGlass }: Rule, { own }: Who): BreakGlass | undefined =>
  breakGlass?.groups.some((group) => own.has(group)) ? breakGlass : undefined;

/** Who looks at it afterwards, by each rule that gives it. */
const reviewsOf = (rules: readonly Rule[], who: Who): readonly Review[] =>
  rules.flatMap((rule) => {
    const given = breakGlassOf(rule, who);
    return given === undefined ? [] : [{ ...given.review, rule: rule.id }];
  });

/** The same verdict without whatever would make somebody wait for others; it is told to more, and looked at afterwards. */
export function brokenGlass(verdict: Verdict, rules: readonly Rule[], who: Who): Verdict {
  const { stepUp: _, checks = [], routes, ...rest } = verdict;
  const told = rules.flatMap((rule) => breakGlassOf(rule, who)?.tell ?? []);
  const review = soonest(reviewsOf(rules, who));
  const left = checks.filter(({ kind }) => kind !== 'ticket');
  return {
    ...rest,
    requirements: [],
    routes: { ...routes, tell: [...new Set([...routes.tell, ...told])] },
    ...(left.length > 0 ? { checks: left } : {}),
    ...(review === undefined ? {} : { review }),
  };
}

/** Why nobody could look at it afterwards, or undefined. Every rule has to have somebody, though one of them will say who. */
export function unreviewed(
  groups: Groups,
  rules: readonly Rule[],
  who: Who,
  asks: string,
): string | undefined {
  const empty = reviewsOf(rules, who).filter(({ group }) =>
    membersOf(groups, group).every((person) => isOneOf([person], asks)),
  );
  const [first] = [...empty].sort(byText(({ rule }) => rule));
  return (
    first &&
    `Rule "${first.rule}" wants a break-glass looked at by somebody of the group ${first.group}, and apart from you it has nobody. Ask an Ajar admin to add somebody.`
  );
}

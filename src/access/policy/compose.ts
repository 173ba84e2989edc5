import { byText } from '../by-text.ts';
import { DAY_MS } from '../unit-ms.ts';
import type { Check, Requirement, Review, Routes, Verdict } from '../verdict.ts';
import { bothLadders } from './both-ladders.ts';
import type { Rule } from './rule.ts';
import { stagesOf } from './stages.ts';

/** The longest that Azure's just-in-time access keeps a port open: 24 hours (jitNetworkAccessPolicies, maxRequestAccessDuration). */
export const AZURE_MAX_MS = DAY_MS;

/** What one rule says by itself. */
export function verdictOf(rule: Rule, policy: string): Verdict {
  const { id, ticket, requesterNeeds = [] } = rule;
  const checks: readonly Check[] = [
    ...(ticket?.hook === undefined ? [] : [{ kind: 'ticket', hook: ticket.hook, rule: id } as const]),
    ...requesterNeeds.map((right) => ({ kind: 'azure', right, rule: id }) as const),
  ];
  return {
    rules: [id],
    policy,
    requirements: allOf([rule.approvals.map((approval) => ({ ...approval, rule: id }))]),
    maxDurationMs: Math.min(rule.maxDurationMs ?? AZURE_MAX_MS, AZURE_MAX_MS),
    freeExtensions: rule.freeExtensions,
    pendingMs: rule.pendingMs,
    routes: rule.routes,
    ...(checks.length > 0 ? { checks: eachOnce(checks) } : {}),
    ...(rule.stepUp ? { stepUp: true } : {}),
  };
}

/** The strictest of two verdicts: never looser than either, whichever comes first (HOLES H2). `policy` is the second's, as the newer one. */
export const stricter = (a: Verdict, b: Verdict): Verdict => strictest([a, b]);

/** The strictest of some verdicts, of which there is at least one; their order is nothing. `policy` is the last one's. */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  const least = (of: (verdict: Verdict) => number): number => Math.min(...verdicts.map(of));
  const all = (of: (verdict: Verdict) => readonly string[]): readonly string[] => [
    ...new Set(verdicts.flatMap(of)),
  ];
  const checks = eachOnce(verdicts.flatMap((verdict) => verdict.checks ?? []));
  const review = soonest(verdicts.flatMap((verdict) => verdict.review ?? []));
  return {
    rules: all(({ rules }) => rules),
    policy: verdicts.map(({ policy }) => policy).at(-1) ?? '',
    requirements: allOf(verdicts.map(({ requirements }) => requirements)),
    maxDurationMs: least(({ maxDurationMs }) => maxDurationMs),
    freeExtensions: least(({ freeExtensions }) => freeExtensions),
    pendingMs: least(({ pendingMs }) => pendingMs),
    routes: { ask: all(({ routes }) => routes.ask), tell: all(({ routes }) => routes.tell) },
    ...(checks.length > 0 ? { checks } : {}),
    ...(verdicts.some(({ stepUp }) => stepUp) ? { stepUp: true } : {}),
    ...(review === undefined ? {} : { review }),
  };
}

/** Lists that no rule named are the policy's own. */
export const withRoutes = (verdict: Verdict, defaults: Routes): Verdict => ({
  ...verdict,
  routes: {
    ask: verdict.routes.ask.length > 0 ? verdict.routes.ask : defaults.ask,
    tell: verdict.routes.tell.length > 0 ? verdict.routes.tell : defaults.tell,
  },
});

/** One requirement a group: as many people as the rule that asks for most, and as late as any says. Sorted, so that order never shows. */
function allOf(lists: readonly (readonly Requirement[])[]): readonly Requirement[] {
  const all = lists.flat();
  const stages = stagesOf(lists);
  // Of each group the last stays: what asks for most, and of several that do the first rule by name.
  const byGroup = new Map(all.toSorted(leastFirst).map((each) => [each.group, each]));
  return [...byGroup.values()]
    .map(({ count, group, rule }): Requirement => {
      const stage = stages.get(group) ?? 1;
      const own = all.filter((each) => each.group === group);
      const ladder = bothLadders(own.map((each) => each.ladder ?? []));
      return {
        ...{ count, group, rule },
        ...(stage > 1 ? { stage } : {}),
        ...(ladder.length > 0 ? { ladder } : {}),
      };
    })
    .sort(byText(({ group }) => group));
}

const byRule = byText(({ rule }: { readonly rule: string }) => rule);

const leastFirst = (a: Requirement, b: Requirement): number => a.count - b.count || byRule(b, a);

/** Each check once, for the first of its rules by name. Sorted, so that order never shows. */
function eachOnce(checks: readonly Check[]): readonly Check[] {
  const keyOf = (check: Check): string => (check.kind === 'ticket' ? `ticket ${check.hook}` : check.right);
  const lastFirst = checks.toSorted((a, b) => byRule(b, a));
  const byKey = new Map(lastFirst.map((check) => [keyOf(check), check]));
  return [...byKey].sort(byText(([key]) => key)).map(([, check]) => check);
}

/** Of several rules that give break-glass, the one that wants it looked at soonest says by whom. */
export const soonest = (reviews: readonly Review[]): Review | undefined =>
  [...reviews].sort((a, b) => a.withinMs - b.withinMs || byRule(a, b))[0];

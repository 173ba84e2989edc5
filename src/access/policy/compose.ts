import type { Requirement, Routes, Verdict } from '../verdict.ts';
import type { Rule } from './rule.ts';

/** The longest that Azure's just-in-time access keeps a port open: 24 hours (jitNetworkAccessPolicies, maxRequestAccessDuration). */
export const AZURE_MAX_MS = 24 * 60 * 60 * 1000;

/** What one rule says by itself. */
export const verdictOf = (rule: Rule, policy: string): Verdict => ({
  rules: [rule.id],
  policy,
  requirements: bothOf(
    rule.approvals.map((approval) => ({ ...approval, rule: rule.id })),
    [],
  ),
  maxDurationMs: Math.min(rule.maxDurationMs ?? AZURE_MAX_MS, AZURE_MAX_MS),
  freeExtensions: rule.freeExtensions,
  pendingMs: rule.pendingMs,
  routes: rule.routes,
});

/** The strictest of two verdicts: never looser than either, whichever comes first (HOLES H2). `policy` is the second's, as the newer one. */
export const stricter = (a: Verdict, b: Verdict): Verdict => ({
  rules: union(a.rules, b.rules),
  policy: b.policy,
  requirements: bothOf(a.requirements, b.requirements),
  maxDurationMs: Math.min(a.maxDurationMs, b.maxDurationMs),
  freeExtensions: Math.min(a.freeExtensions, b.freeExtensions),
  pendingMs: Math.min(a.pendingMs, b.pendingMs),
  routes: { ask: union(a.routes.ask, b.routes.ask), tell: union(a.routes.tell, b.routes.tell) },
});

/** Lists that no rule named are the policy's own. */
export const withRoutes = (verdict: Verdict, defaults: Routes): Verdict => ({
  ...verdict,
  routes: {
    ask: verdict.routes.ask.length > 0 ? verdict.routes.ask : defaults.ask,
    tell: verdict.routes.tell.length > 0 ? verdict.routes.tell : defaults.tell,
  },
});

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

/** One requirement a group: of two, the one that asks for more people. Sorted, so that order never shows. */
function bothOf(a: readonly Requirement[], b: readonly Requirement[]): readonly Requirement[] {
  const byGroup = new Map<string, Requirement>();
  for (const each of [...a, ...b]) {
    const had = byGroup.get(each.group);
    if (had === undefined || asksMore(each, had)) byGroup.set(each.group, each);
  }
  return [...byGroup.values()].sort((x, y) => (x.group < y.group ? -1 : 1));
}

const asksMore = (a: Requirement, b: Requirement): boolean =>
  a.count > b.count || (a.count === b.count && a.rule < b.rule);

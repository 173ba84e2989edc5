import { isRoutable, type Rule } from '../../access/policy/rule.ts';
import type { Verdict } from '../../access/verdict.ts';
import type { Deps } from '../deps.ts';

/** One conversation for each rule and app: of two admins who choose at once in two apps, both are heard. */
const keyOf = (rule: string, app: string): string => `route/${rule}/${app}`;

/** From now on this rule asks here; what was chosen in other apps stays. */
export const learnRoute = (deps: Deps, rule: string, app: string, conversation: string): Promise<void> =>
  deps.store.remember(keyOf(rule, app), conversation);

/** The verdict with the routes that admins chose: they stand in the place of what the file says for that rule. */
export async function withLearntRoutes(deps: Deps, verdict: Verdict): Promise<Verdict> {
  const policy = deps.policy();
  const rules = policy.rules.filter(({ id }) => verdict.rules.includes(id));
  const chosen = await Promise.all(rules.map((rule) => learnt(deps, rule)));
  if (chosen.flat().length === 0) return verdict;
  const ask = rules.flatMap((rule, index) => asksAt(rule, chosen[index] ?? [], policy.defaults.routes.ask));
  return { ...verdict, routes: { ...verdict.routes, ask: [...new Set(ask)] } };
}

function asksAt(rule: Rule, chosen: readonly string[], usual: readonly string[]): readonly string[] {
  if (chosen.length > 0) return chosen;
  if (rule.routes.ask.length > 0) return rule.routes.ask;
  return isRoutable(rule) ? usual : [];
}

/** In the apps that are configured now, for a rule that still asks somebody. */
async function learnt(deps: Deps, rule: Rule): Promise<readonly string[]> {
  if (!isRoutable(rule)) return [];
  const found = [...deps.chats.keys()].map(async (app) => {
    const conversation = await deps.store.recall(keyOf(rule.id, app), deps.clock.now());
    return typeof conversation === 'string' ? [`${app}:${conversation}`] : [];
  });
  return (await Promise.all(found)).flat();
}

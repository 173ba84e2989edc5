import { isRoutable, type Rule } from '../../access/policy/rule.ts';
import type { Verdict } from '../../access/verdict.ts';
import type { Deps } from '../deps.ts';

/** Where a rule asks, as admins chose it in the chat: one conversation an app. */
type Learnt = Readonly<Record<string, string>>;

const keyOf = (rule: string): string => `route/${rule}`;

/** From now on this rule asks here; what was chosen in other apps stays. */
export async function learnRoute(deps: Deps, rule: string, app: string, conversation: string): Promise<void> {
  await deps.store.remember(keyOf(rule), { ...(await learnt(deps, rule)), [app]: conversation });
}

/** The verdict with the routes that admins chose: they stand in the place of what the file says for that rule. */
export async function withLearntRoutes(deps: Deps, verdict: Verdict): Promise<Verdict> {
  const policy = deps.policy();
  const rules = policy.rules.filter(({ id }) => verdict.rules.includes(id));
  const chosen = await Promise.all(rules.map((rule) => learnt(deps, rule.id)));
  if (chosen.every((each) => Object.keys(each).length === 0)) return verdict;
  const ask = rules.flatMap((rule, index) => asksAt(rule, chosen[index] ?? {}, policy.defaults.routes.ask));
  return { ...verdict, routes: { ...verdict.routes, ask: [...new Set(ask)] } };
}

function asksAt(rule: Rule, chosen: Learnt, usual: readonly string[]): readonly string[] {
  const { routes } = rule;
  if (!isRoutable(rule)) return routes.ask; // it may have asked when an admin chose
  const here = Object.entries(chosen).map(([app, conversation]) => `${app}:${conversation}`);
  if (here.length > 0) return here;
  return routes.ask.length > 0 ? routes.ask : usual;
}

const learnt = async (deps: Deps, rule: string): Promise<Learnt> =>
  ((await deps.store.recall(keyOf(rule), deps.clock.now())) ?? {}) as Learnt;

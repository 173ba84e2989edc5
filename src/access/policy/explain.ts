import type { Judgement } from '../verdict.ts';
import { unreviewed } from './break-glass.ts';
import { wantsOf } from './demands.ts';
import { smallestCap, tooLong } from './duration-cap.ts';
import { type Ask, asksOf } from './explain-asks.ts';
import { type Miss, missesOf } from './explain-rule.ts';
import { tooFewApprovers } from './group.ts';
import { judge, matching, silent, unwelcome, verdictFor } from './judge.ts';
import type { Policy, PolicyWish } from './policy.ts';
import type { Rule } from './rule.ts';
import { unfitSource } from './source-cap.ts';
import { whoAsks } from './who.ts';

/** What one rule has to do with a wish. It holds where nothing is missed. */
export interface Reason {
  readonly rule: string;
  readonly misses: readonly Miss[];
  /** What it says of whoever it holds for. */
  readonly asks: readonly Ask[];
}

/** Something that stands in the way of a wish, and what puts it there: `rule "prod"`, `Azure`, `the policy`. */
export interface Obstacle {
  readonly by: string;
  readonly say: string;
}

/** A verdict with where it comes from. */
export interface Explanation {
  readonly wish: PolicyWish;
  readonly judgement: Judgement;
  /** Of every rule, in file order. */
  readonly reasons: readonly Reason[];
  /** All of it, where the judgement tells only what helps most to hear. */
  readonly obstacles: readonly Obstacle[];
}

/** Why the policy says of a wish what it says. `judge` decides; this looks at every rule by itself. */
export function explain(policy: Policy, wish: PolicyWish): Explanation {
  const who = whoAsks(policy.groups, wish);
  const reasons = policy.rules.map((rule): Reason => {
    const misses = missesOf(rule, who, wish);
    return { rule: rule.id, misses, asks: asksOf(rule) };
  });
  const held = policy.rules.filter((_, at) => reasons[at]?.misses.length === 0);
  return { wish, judgement: judge(policy, wish), reasons, obstacles: obstaclesOf(policy, held, wish) };
}

/** The rules that hold. */
export const heldOf = ({ reasons }: Pick<Explanation, 'reasons'>): readonly Reason[] =>
  reasons.filter(({ misses }) => misses.length === 0);

function obstaclesOf(policy: Policy, held: readonly Rule[], wish: PolicyWish): readonly Obstacle[] {
  const found = [
    ...ofPolicy(policy, held, wish),
    ...held.flatMap((rule) => ofRule(policy, rule, wish)),
    ...ofAzure(policy, wish),
  ];
  const all = found.length > 0 || held.length === 0 ? found : ofPeople(policy, held, wish);
  // Two rules may say the same, such as that break-glass needs a reason.
  return [...new Map(all.map((each) => [each.say, each])).values()];
}

const obstacle = (by: string, say: string | undefined): readonly Obstacle[] =>
  say === undefined ? [] : [{ by, say }];

const POLICY = 'the policy';
const NO_SOURCE = 'A request names the source it comes from, such as "from 203.0.113.7".';

const ofPolicy = (policy: Policy, held: readonly Rule[], wish: PolicyWish): readonly Obstacle[] => [
  ...obstacle(POLICY, policy.closed),
  ...obstacle(POLICY, unwelcome(policy, wish)),
  ...obstacle(POLICY, matching(policy, wish).bare?.say),
  ...obstacle(POLICY, silent(held)),
  ...obstacle(POLICY, wish.sources.length === 0 ? NO_SOURCE : undefined),
];

function ofRule(policy: Policy, rule: Rule, wish: PolicyWish): readonly Obstacle[] {
  const by = `rule "${rule.id}"`;
  const { deny, maxDurationMs: ms } = rule;
  if (deny !== undefined) return obstacle(by, `${deny} (${by})`);
  return [
    ...wish.sources.flatMap((source) => obstacle(by, unfitSource(source, [rule], policy.networks, [], []))),
    ...obstacle(by, ms === undefined ? undefined : tooLong(wish.durationMs, wish.chainMs, { ms, by })),
    ...wantsOf([rule], whoAsks(policy.groups, wish), wish).flatMap(({ say }) => obstacle(by, say)),
  ];
}

/** Whatever the rules say: its just-in-time policies, and the longest that it keeps a port open. */
function ofAzure(
  policy: Policy,
  { vms, ports, sources, durationMs, chainMs }: PolicyWish,
): readonly Obstacle[] {
  const cap = smallestCap([], vms, ports, sources);
  return [
    ...sources.flatMap((source) => obstacle('Azure', unfitSource(source, [], policy.networks, vms, ports))),
    ...obstacle('Azure', tooLong(durationMs, chainMs, cap)),
  ];
}

function ofPeople(policy: Policy, held: readonly Rule[], wish: PolicyWish): readonly Obstacle[] {
  const { requester, askedBy, breakGlass } = wish;
  if (breakGlass)
    return obstacle(POLICY, unreviewed(policy.groups, held, whoAsks(policy.groups, wish), requester));
  const askers = [requester, ...(askedBy === undefined ? [] : [askedBy])];
  const { requirements } = verdictFor(policy, held, wish);
  return obstacle(POLICY, tooFewApprovers(policy.groups, requirements, askers));
}

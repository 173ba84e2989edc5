import type { Judgement, Verdict } from '../verdict.ts';
import type { Vm } from '../vm.ts';
import { brokenGlass, unreviewed } from './break-glass.ts';
import { AZURE_MAX_MS, strictest, verdictOf, withRoutes } from './compose.ts';
import { type Fault, type Part, wanting } from './demands.ts';
import { smallestCap, tooLong } from './duration-cap.ts';
import { tooFewApprovers } from './group.ts';
import { isGuest, listedGroups, rulesNaming } from './guests.ts';
import { givesSome, type Matching, rulesFor } from './match.ts';
import { isNever } from './never.ts';
import type { Policy, PolicyWish } from './policy.ts';
import { isOnlyBreakGlass, type Rule } from './rule.ts';
import { unfitSource } from './source-cap.ts';
import type { Span } from './time.ts';
import { whoAsks } from './who.ts';

/** The strictest of all rules that match, over every VM, port, source and instant of the wish. No rule for one of them: refused. */
export function judge(policy: Policy, wish: PolicyWish): Judgement {
  const found = matching(policy, wish);
  const { rules } = found;
  const no = (refused: string): Judgement => ({
    ...{ allowed: false, refused },
    ...{ rules: rules.map((rule) => rule.id), policy: policy.hash },
  });
  const fault = faultOf(policy, wish, found);
  if (fault !== undefined) return no(fault.say);
  const verdict = verdictFor(policy, rules, wish);
  const { requester, askedBy = requester } = wish;
  const tooFew = wish.breakGlass
    ? unreviewed(policy.groups, rules, whoAsks(policy.groups, wish), requester)
    : tooFewApprovers(policy.groups, verdict.requirements, [requester, askedBy]);
  return tooFew === undefined ? { allowed: true, verdict } : no(tooFew);
}

/** Which part of a refused wish its refusal is about: where a form shows it. */
export const partRefused = (policy: Policy, wish: PolicyWish): Part =>
  faultOf(policy, wish, matching(policy, wish))?.part ?? 'ports';

/** The rules that hold for a wish, and why no rule gives some part of it. */
export const matching = (policy: Policy, wish: PolicyWish, rules = policy.rules): Matching =>
  rulesFor(rules, whoAsks(policy.groups, wish), {
    ...wish,
    lengthMs: Math.max(wish.durationMs, wish.chainMs ?? 0),
    ...spanOf(wish),
  });

/** What is longer than Azure allows is refused, whenever it is; and what has no length has no time. */
function spanOf({ at, durationMs }: PolicyWish): { readonly span?: Span } {
  const from = at.getTime();
  return durationMs > 0 ? { span: { from, to: from + Math.min(durationMs, AZURE_MAX_MS) } } : {};
}

/** What stands in the way of a wish; the order is that of what helps most to hear. */
function faultOf(policy: Policy, wish: PolicyWish, { rules, bare }: Matching): Fault | undefined {
  const whole = policy.closed ?? unwelcome(policy, wish) ?? denied(rules);
  if (whole !== undefined) return { say: whole, part: 'ports' };
  if (bare !== undefined) return bare;
  const mute = silent(rules);
  if (mute !== undefined) return { say: mute, part: 'ports' };
  return unfit(policy, rules, wish) ?? wanting(rules, whoAsks(policy.groups, wish), wish);
}

/** Who may ask for nothing, or for less than others, whatever the rules say (HOLES H16). */
export function unwelcome(policy: Policy, wish: PolicyWish): string | undefined {
  const { requester, askedBy = requester } = wish;
  if ([requester, askedBy].some((person) => isNever(policy, person)))
    return 'This account is shared by several people, so nothing can be asked for with it. Ask with an account of your own.';
  if (!isGuest(policy, requester)) return undefined;
  const listed = { ...policy, groups: listedGroups(policy) };
  const { bare } = matching(listed, wish, rulesNaming(policy.rules));
  return bare && `${bare.say} You are a guest here, and guests ask for what a rule lets them by name.`;
}

function denied(rules: readonly Rule[]): string | undefined {
  const sentences = rules.flatMap(({ id, deny }) => (deny === undefined ? [] : [`${deny} (rule "${id}")`]));
  return sentences.length > 0 ? sentences.sort().join(' ') : undefined;
}

/** A rule that says nothing of who approves cannot come from a checked file; it lets nobody in. */
export function silent(rules: readonly Rule[]): string | undefined {
  const rule = rules.find(
    (each) => !each.autoApprove && each.approvals.length === 0 && !isOnlyBreakGlass(each),
  );
  return rule && `Rule "${rule.id}" does not say who approves. Ask an Ajar admin to complete it.`;
}

function unfit(policy: Policy, rules: readonly Rule[], wish: PolicyWish): Fault | undefined {
  const { vms, ports, sources, durationMs, chainMs } = wish;
  if (sources.length === 0)
    return { say: 'A request names the source it comes from, such as "from 203.0.113.7".', part: 'source' };
  for (const source of sources) {
    const why = unfitSource(source, rules, policy.networks, vms, ports);
    if (why !== undefined) return { say: why, part: 'source' };
  }
  const long = tooLong(durationMs, chainMs, smallestCap(rules, vms, ports, sources));
  return long === undefined ? undefined : { say: long, part: 'minutes' };
}

export function verdictFor(policy: Policy, rules: readonly Rule[], wish: PolicyWish): Verdict {
  const strict = strictest(rules.map((rule) => verdictOf(rule, policy.hash)));
  const { ms: maxDurationMs } = smallestCap(rules, wish.vms, wish.ports, wish.sources);
  const verdict = { ...strict, maxDurationMs };
  if (wish.breakGlass)
    return withRoutes(brokenGlass(verdict, rules, whoAsks(policy.groups, wish)), policy.defaults.routes);
  const requirements = isFree(verdict, wish) ? [] : verdict.requirements;
  return { ...withRoutes(verdict, policy.defaults.routes), requirements };
}

/** Longer of what was approved already. What nobody has approved, or fewer than are asked now, is not free by being longer. */
const isFree = (verdict: Verdict, { extension = 0, met }: PolicyWish): boolean =>
  Number.isInteger(extension) &&
  extension >= 1 &&
  extension <= verdict.freeExtensions &&
  verdict.requirements.every(({ group, count }) =>
    met?.some((each) => each.group === group && each.count >= count && (each.confirmed || !verdict.stepUp)),
  );

/** What a deny rule says of a wish, apart from everything else: for ports that a provider opens wider than was asked. */
export const denies = (policy: Policy, wish: PolicyWish): string | undefined =>
  denied(matching(policy, wish).rules);

/** The groups of whose people a wish depends beside the requester's own, each once: a directory is asked for no others. */
export function groupsAskedBy(policy: Policy, wish: PolicyWish): readonly string[] {
  const { rules } = matching(policy, wish);
  const asked = rules.flatMap(({ approvals, breakGlass }) => [
    ...approvals.flatMap(({ group, ladder }) => [
      group,
      ...(ladder?.flatMap((rung) => rung.group ?? []) ?? []),
    ]),
    ...(wish.breakGlass && breakGlass ? [breakGlass.review.group] : []),
  ]);
  // What whoever asks for somebody else may and may not is a matter of their own groups.
  const ofAsker = policy.rules.flatMap(({ deny, match, onBehalfOf = [] }) => [
    ...onBehalfOf,
    ...(deny === undefined ? [] : (match.requesters ?? [])),
  ]);
  return [...new Set([...asked, ...(wish.askedBy === undefined ? [] : ofAsker)])];
}

/** Whether some rule lets this person ask for some port of a VM: only then do they get to see its name. */
export function mayAskFor(policy: Policy, person: string, vm: Vm): boolean {
  if (policy.closed !== undefined || isNever(policy, person)) return false;
  const [rules, groups] = isGuest(policy, person)
    ? [rulesNaming(policy.rules), listedGroups(policy)]
    : [policy.rules, policy.groups];
  return givesSome(rules, whoAsks(groups, { requester: person }), vm);
}

/**
 * How long it is opened when nobody said: the policy's default, never above the cap that applies. In milliseconds. Which rules
 * hold may depend on the length itself, which only gets shorter here, down to one that its own rules allow.
 */
export function defaultDurationMs(policy: Policy, wish: Omit<PolicyWish, 'durationMs'>): number {
  const { vms, ports, sources } = wish;
  let durationMs = policy.defaults.durationMs;
  for (;;) {
    const { rules } = matching(policy, { ...wish, durationMs });
    const { ms } = smallestCap(rules, vms, ports, sources);
    if (!(ms < durationMs)) return durationMs;
    durationMs = ms;
  }
}

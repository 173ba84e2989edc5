import { sayDuration } from '../duration.ts';
import { formatRange, readRange } from '../range.ts';
import { DAY_MS } from '../unit-ms.ts';
import { sayInstant } from '../wall-time.ts';
import { exampleOf } from './demands.ts';
import { smallestCap } from './duration-cap.ts';
import { judge, matching } from './judge.ts';
import type { Policy, PolicyWish } from './policy.ts';
import type { Rule } from './rule.ts';
import { rulesNear } from './rule-index.ts';
import { clocksOver, partsOf } from './time.ts';
import { whoAsks } from './who.ts';

/** Another wish that the policy lets pass, and what of it is another: `for 2h`, `from vpn`, `with a ticket like "CHG####"`. */
export interface Instead {
  readonly wish: PolicyWish;
  readonly changes: readonly string[];
}

/** A changed wish, and how to say the change. Of two that have the same `kind`, the first that passes is enough. */
interface Change {
  readonly kind: string;
  readonly say: string;
  readonly change: (wish: PolicyWish) => PolicyWish;
}

/** More than these help nobody; and each is judged, over policies that may have thousands of rules. */
const MOST = 3;
const MOST_TRIES = 400;
const OF_EACH = 8;
const AHEAD_MS = 8 * DAY_MS;

/**
 * What would make a refused wish pass: with as few changes as can be, each tried out by `judge`. None where nothing that the
 * requester may change helps, or where it passes as it is.
 */
export function insteadOf(policy: Policy, wish: PolicyWish): readonly Instead[] {
  if (judge(policy, wish).allowed) return [];
  const kinds = [shorter(policy, wish), narrower(policy, wish), atOtherTimes(policy, wish)];
  let tries = 0;
  for (let changed = 0; changed <= kinds.length; changed += 1) {
    const found = new Map<string, Instead>();
    for (const changes of combinations(kinds, changed)) {
      const kind = changes.map((each) => each.kind).join(' ');
      if (found.size >= MOST || tries >= MOST_TRIES) break;
      if (found.has(kind)) continue;
      tries += 1;
      const passes = tried(policy, wish, changes);
      if (passes) found.set(kind, passes);
    }
    if (found.size > 0) return [...found.values()];
  }
  return [];
}

/** With these changes, and with the words that the rules want then; undefined where that does not pass either. */
function tried(policy: Policy, wish: PolicyWish, changes: readonly Change[]): Instead | undefined {
  const changed = changes.reduce((before, { change }) => change(before), wish);
  for (const words of worded(matching(policy, changed).rules, changed)) {
    const with_ = words.reduce((before, { change }) => change(before), changed);
    if (!judge(policy, with_).allowed) continue;
    return { wish: with_, changes: [...changes, ...words].map(({ say }) => say) };
  }
  return undefined;
}

/** Every choice of one change from each of so many of the kinds. */
function* combinations(kinds: readonly (readonly Change[])[], count: number): Generator<readonly Change[]> {
  if (count === 0) return yield [];
  for (const [at, kind] of kinds.entries())
    for (const change of kind)
      for (const rest of combinations(kinds.slice(at + 1), count - 1)) yield [change, ...rest];
}

/** Every limit there is below what was asked, the longest first. */
function shorter(policy: Policy, wish: PolicyWish): readonly Change[] {
  const { vms, ports, sources, durationMs, chainMs = durationMs } = wish;
  const before = Math.max(0, chainMs - durationMs);
  const limits = nearOf(policy, wish).flatMap(({ maxDurationMs, match: { duration } }) => [
    ...[maxDurationMs, duration?.overMs, duration?.upToMs].flatMap((ms) => ms ?? []),
  ]);
  const all = [...limits, smallestCap([], vms, ports, sources).ms].map((ms) => ms - before);
  const fewer = all.filter((ms) => ms >= 60_000 && ms < durationMs).sort((a, b) => b - a);
  return [...new Set(fewer)].slice(0, OF_EACH).map((ms) => ({
    kind: 'length',
    say: `for ${sayDuration(ms)}`,
    change: (each) => ({
      ...each,
      durationMs: ms,
      ...(each.chainMs === undefined ? {} : { chainMs: before + ms }),
    }),
  }));
}

/** One address of each range that was asked for, or a network that the policy names. */
function narrower(policy: Policy, wish: PolicyWish): readonly Change[] {
  const hosts = wish.sources.flatMap((source) => {
    const range = readRange(source);
    return range === undefined ? [] : [formatRange({ ...range, prefix: range.family === 'ipv4' ? 32 : 128 })];
  });
  const isOther = hosts.some((host) => !wish.sources.includes(host));
  const named = Object.entries(policy.networks).slice(0, OF_EACH);
  return [
    ...(isOther
      ? [
          {
            kind: 'host',
            say: 'from one address',
            change: (each: PolicyWish) => ({ ...each, sources: hosts }),
          },
        ]
      : []),
    ...named.map(([name, { cidrs }]) => ({
      kind: `from ${name}`,
      say: `from ${name}`,
      change: (each: PolicyWish) => ({ ...each, sources: cidrs }),
    })),
  ];
}

/** When some rule begins or ends to hold, within a week, the soonest first. */
function atOtherTimes(policy: Policy, wish: PolicyWish): readonly Change[] {
  const from = wish.at.getTime();
  const clocks = clocksOver({ from, to: from + AHEAD_MS });
  const moments = nearOf(policy, wish).flatMap(({ match: { times = [] } }) =>
    times.flatMap((time) =>
      partsOf(time, clocks).flatMap((part) => [part.from, part.to].map((ms) => ({ ms, zone: time.zone }))),
    ),
  );
  const later = moments.filter(({ ms }) => ms > from && ms < from + AHEAD_MS).sort((a, b) => a.ms - b.ms);
  const each = [...new Map(later.map((moment) => [moment.ms, moment])).values()].slice(0, 2 * OF_EACH);
  return each.map(({ ms, zone }) => ({
    kind: 'start',
    say: `starting ${sayInstant(new Date(ms), zone)}`,
    change: (before) => ({ ...before, at: new Date(ms), aheadMs: (before.aheadMs ?? 0) + ms - from }),
  }));
}

/** The rules that may be about one of the VMs, whatever else is asked. */
const nearOf = (policy: Policy, wish: PolicyWish): readonly Rule[] => {
  const who = whoAsks(policy.groups, wish);
  return [...new Set(wish.vms.flatMap((vm) => rulesNear(policy.rules, who, vm)))];
};

/** Nothing; then a ticket, a reason, or both, of the form that some rule wants. */
function worded(rules: readonly Rule[], wish: PolicyWish): readonly (readonly Change[])[] {
  const tickets = [...new Set(rules.flatMap(({ ticket }) => ticket?.patterns ?? []))].slice(0, MOST);
  const reasons = [...new Set(rules.flatMap(({ justification }) => justification?.patterns ?? []))];
  const least = Math.max(0, ...rules.map(({ justification }) => justification?.minLength ?? 0));
  const withTicket = tickets.map((pattern): readonly Change[] => [ticketLike(pattern)]);
  const withReason = [
    ...reasons.slice(0, MOST).map((pattern): readonly Change[] => [reasonLike(pattern, least)]),
    ...(least > 0 ? [[reasonOf(least, wish.justification)]] : []),
  ];
  const both = withTicket.flatMap((ticket) => withReason.map((reason) => [...ticket, ...reason]));
  return [[], ...withTicket, ...withReason, ...both];
}

const ticketLike = (pattern: string): Change => ({
  kind: 'words',
  say: `with a ticket like "${pattern}"`,
  change: (wish) => ({ ...wish, ticket: exampleOf(pattern) }),
});

const reasonLike = (pattern: string, least: number): Change => ({
  kind: 'words',
  say: `with a reason like "${pattern}"${least > 0 ? ` of at least ${least} characters` : ''}`,
  change: (wish) => ({
    ...wish,
    justification: longer(exampleOf(pattern), pattern.endsWith('*') ? least : 0),
  }),
});

const reasonOf = (least: number, said = ''): Change => ({
  kind: 'words',
  say: `with a reason of at least ${least} characters`,
  change: (wish) => ({ ...wish, justification: longer(said, least) }),
});

const longer = (text: string, least: number): string => text.padEnd(least, '.');

import type { Vm } from '../vm.ts';
import { AZURE_MAX_MS } from './compose.ts';
import { coversPort, fitSource, fitsDuration, fitVm } from './fit.ts';
import { halves } from './match.ts';
import type { PolicyWish } from './policy.ts';
import { isOnlyBreakGlass, type Match, type Rule } from './rule.ts';
import { type MatchKey, sayMatch } from './say-match.ts';
import { clocksOver, partsOf } from './time.ts';
import { isAboutWho, type Who } from './who.ts';

/** What of a rule is about no part of a wish: it does not hold for it. `say` is what the rule is about instead. */
export interface Miss {
  readonly key: MatchKey | 'wish' | 'breakGlass';
  readonly say: string;
}

/**
 * Why a rule does not hold for a wish; none where it holds. Each key is looked at by itself, without the index by which
 * `judge` finds its rules, so that the two are a test of each other.
 */
export function missesOf(rule: Rule, who: Who, wish: PolicyWish): readonly Miss[] {
  if (wish.vms.length === 0 || wish.ports.length === 0)
    return [{ key: 'wish', say: 'what names a VM and a port' }];
  const missed = (Object.keys(MISSES) as MatchKey[]).filter((key) => MISSES[key](rule, who, wish));
  const misses = missed.map((key): Miss => ({ key, say: sayMatch(rule.match, key) ?? key }));
  const bare: readonly Miss[] =
    isOnlyBreakGlass(rule) && !wish.breakGlass ? [{ key: 'breakGlass', say: 'break-glass only' }] : [];
  return [...misses, ...bare, ...apart(rule, wish, missed)];
}

type Missed = (rule: Rule, who: Who, wish: PolicyWish) => boolean;

/** Whether this key alone keeps a rule from every VM of the wish. */
const ofVms =
  (key: MatchKey): Missed =>
  ({ match }, _, { vms }) =>
    vms.every((vm) => fitVm(only(match, key), vm) === 'none');

/** A match with one of its keys. */
const only = (match: Match, key: MatchKey): Match => ({ tags: [], [key]: match[key] });

const MISSES: Readonly<Record<MatchKey, Missed>> = {
  requesters: (rule, who) => !isAboutWho(rule, who),
  vms: ofVms('vms'),
  tags: ofVms('tags'),
  resourceGroups: ofVms('resourceGroups'),
  subscriptions: ofVms('subscriptions'),
  regions: ofVms('regions'),
  os: ofVms('os'),
  clouds: ofVms('clouds'),
  ports: ({ match }, _, { ports }) => !ports.flatMap(halves).some((port) => coversPort(match, port)),
  sources: ({ match }, _, { sources }) =>
    match.sources !== undefined && !sources.some((source) => fitSource(match, source) !== 'none'),
  duration: ({ match }, _, { durationMs, chainMs = 0 }) =>
    !fitsDuration(match, Math.max(durationMs, chainMs)),
  times: (rule, _, wish) => rule.match.times !== undefined && !isWithin(rule, rule.match.times, wish),
};

/** What has no length is refused for that, so that nothing needs to be denied. */
function isWithin(
  { deny }: Rule,
  times: NonNullable<Match['times']>,
  { at, durationMs }: PolicyWish,
): boolean {
  if (!(durationMs > 0)) return deny === undefined;
  const from = at.getTime();
  const clocks = clocksOver({ from, to: from + Math.min(durationMs, AZURE_MAX_MS) });
  return times.some((time) => partsOf(time, clocks).length > 0);
}

/** Each key fits some VM of the wish, and all of them together fit none. */
function apart({ match }: Rule, { vms }: PolicyWish, missed: readonly MatchKey[]): readonly Miss[] {
  const isAny = (vm: Vm): boolean => fitVm(match, vm) !== 'none';
  if (vms.some(isAny) || OF_VMS.some((key) => missed.includes(key))) return [];
  return [{ key: 'vms', say: OF_VMS.flatMap((key) => sayMatch(match, key) ?? []).join(' with ') }];
}

const OF_VMS: readonly MatchKey[] = [
  'vms',
  'tags',
  'resourceGroups',
  'subscriptions',
  'regions',
  'os',
  'clouds',
];

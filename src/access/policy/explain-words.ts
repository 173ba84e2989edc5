import { sayDuration } from '../duration.ts';
import { formatPort } from '../port.ts';
import type { Check, Requirement, Verdict } from '../verdict.ts';
import { smallestCap } from './duration-cap.ts';
import { type Explanation, heldOf, type Reason } from './explain.ts';
import type { Instead } from './explain-instead.ts';
import { membersOf } from './group.ts';
import { isGuest } from './guests.ts';
import { stageOf } from './ladder.ts';
import type { Policy, PolicyWish } from './policy.ts';

/** Names and rules beyond these are a number. */
const MOST_NAMES = 6;

/** What becomes of a wish, in a sentence. */
export function sayOutcome({ judgement, obstacles }: Explanation): string {
  if (!judgement.allowed)
    return obstacles.length > 1 ? `Refused, for ${obstacles.length} reasons.` : 'Refused.';
  const { requirements, review } = judgement.verdict;
  if (review) return 'Opens at once, and is looked at afterwards.';
  return requirements.length === 0 ? 'Opens without approval.' : 'Opens once it is approved.';
}

/** `22/tcp on web-01 from 203.0.113.7/32 for 2 h`. */
export const sayWish = ({ ports, vms, sources, durationMs }: PolicyWish): string =>
  [
    ports.map(formatPort).join(', '),
    `on ${vms.map(({ name }) => name).join(', ')}`,
    ...(sources.length > 0 ? [`from ${sources.join(', ')}`] : []),
    `for ${sayDuration(durationMs)}`,
  ].join(' ');

/** What stands in the way and what would make it pass; or what is asked, of whom, and which rule says so. */
export function sayVerdict(
  policy: Policy,
  explanation: Explanation,
  instead: readonly Instead[],
): readonly string[] {
  const { judgement, obstacles, wish } = explanation;
  if (judgement.allowed) return sayAllowed(policy, judgement.verdict, explanation);
  return [...obstacles.map(({ say }) => say), ...sayInstead(instead, wish)];
}

function sayInstead(instead: readonly Instead[], { extension = 0 }: PolicyWish): readonly string[] {
  if (instead.length > 0)
    return [`It would pass ${instead.map(({ changes }) => changes.join(', ')).join('; or ')}.`];
  return [
    extension > 0
      ? 'Nothing that could be asked for instead would let it be extended.'
      : 'Nothing that the requester could ask for instead would let it pass.',
  ];
}

function sayAllowed(policy: Policy, verdict: Verdict, explanation: Explanation): readonly string[] {
  const { wish } = explanation;
  const { requirements, checks = [], stepUp, review } = verdict;
  const rules = policy.rules.filter(({ id }) => verdict.rules.includes(id));
  const cap = smallestCap(rules, wish.vms, wish.ports, wish.sources);
  const confirming = rules.filter((rule) => rule.stepUp).map(({ id }) => id);
  return [
    ...(requirements.length === 0
      ? [sayFree(wish)]
      : requirements.map((each) => sayRequirement(policy, each, wish))),
    ...checks.map(sayCheck),
    ...(stepUp ? [`Approvers confirm on a page behind a sign-in: ${sayRules(confirming)}.`] : []),
    ...(review
      ? [
          `Somebody of ${review.group} looks at it within ${sayDuration(review.withinMs)}: rule "${review.rule}".`,
        ]
      : []),
    `At most ${sayDuration(cap.ms)}: ${cap.by}.`,
  ];
}

const sayFree = ({ breakGlass, extension }: PolicyWish): string =>
  breakGlass
    ? 'Nobody approves: the glass is broken.'
    : extension === undefined
      ? 'Nobody approves: every rule that holds lets it through.'
      : 'Nobody approves: this extension is free.';

/** `2 of leads, in stage 2 (Lead One, Lead Two): rule "prod".`: whoever asks is none of them. */
export function sayRequirement(
  policy: Policy,
  requirement: Requirement,
  wish: Pick<PolicyWish, 'requester' | 'askedBy'>,
): string {
  const { count, group, rule, ladder = [] } = requirement;
  const stage = stageOf(requirement);
  const people = membersOf(policy.groups, group).filter(
    ({ id }) => ![wish.requester, wish.askedBy].includes(id) && !isGuest(policy, id),
  );
  const names = people.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = people.length - names.length;
  const who = [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const up = ladder.flatMap(({ group: to, afterMs }) =>
    to ? [` After ${sayDuration(afterMs)} ${to} may as well.`] : [],
  );
  const when = stage > 1 ? `, in stage ${stage}` : '';
  return `${count} of ${group}${when} (${who}): rule "${rule}".${up.join('')}`;
}

const sayCheck = (check: Check): string =>
  check.kind === 'ticket'
    ? `${check.hook} confirms the ticket: rule "${check.rule}".`
    : `The requester has the right ${check.right} in Azure: rule "${check.rule}".`;

const sayRules = (ids: readonly string[]): string => ids.map((id) => `rule "${id}"`).join(' and ');

/** Each rule that holds, and what it asks: `Rule "prod" holds: 2 approvals from leads; at most 2 h.` */
export const sayHeld = (explanation: Explanation): readonly string[] =>
  heldOf(explanation).map(({ rule, asks }) => `Rule "${rule}" holds: ${listed(asks)}.`);

/** Rules that do not hold, those first of which least is missing, and how many are left out. */
export function sayOthers({ reasons }: Explanation, most: number): readonly string[] {
  const others = reasons.filter(({ misses }) => misses.length > 0);
  const nearest = [...others].sort((a, b) => a.misses.length - b.misses.length).slice(0, most);
  const shown = others.length <= most ? others : nearest;
  const left = others.length - shown.length;
  return [...shown.map(sayMissing), ...(left > 0 ? [`${left} more rules do not hold.`] : [])];
}

const sayMissing = ({ rule, misses }: Reason): string =>
  `Rule "${rule}" does not hold: it is about ${misses.map(({ say }) => say).join('; ')}.`;

const listed = (asks: Reason['asks']): string =>
  asks.length > 0 ? asks.map(({ say }) => say.replace(/\.$/, '')).join('; ') : 'nothing is asked';

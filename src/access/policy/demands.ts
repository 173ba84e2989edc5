import { byText } from '../by-text.ts';
import { sayDuration } from '../duration.ts';
import { DAY_MS } from '../unit-ms.ts';
import type { Rule } from './rule.ts';
import { fitsText, fitsTicket } from './text-pattern.ts';
import type { Who } from './who.ts';

/** How far ahead an access may be planned where a rule does not say it. */
const START_WITHIN_MS = 7 * DAY_MS;

export type Part = 'ports' | 'minutes' | 'start' | 'whom' | 'source' | 'justification' | 'ticket';

/** Something that stands in the way, and which part of what was asked it is about. */
export interface Fault {
  readonly say: string;
  readonly part: Part;
}

interface Said {
  readonly justification?: string;
  readonly ticket?: string;
  readonly breakGlass?: true;
  readonly aheadMs?: number;
}

/** What these rules still want of a wish beside its approvals, in one: so it is asked again only once. */
export function wanting(rules: readonly Rule[], who: Who, said: Said): Fault | undefined {
  const faults = wantsOf(rules, who, said);
  const [first] = faults;
  return first && { say: faults.map(({ say }) => say).join(' '), part: first.part };
}

/** Each thing that these rules still want of a wish. */
export function wantsOf(rules: readonly Rule[], who: Who, said: Said): readonly Fault[] {
  const byId = [...rules].sort(byText(({ id }) => id));
  return [
    ...byId.flatMap((rule) => askingForOther(rule, who) ?? []),
    ...(said.breakGlass && (said.aheadMs ?? 0) > 0 ? [NOT_LATER] : []),
    ...(said.breakGlass && who.asker ? [NOT_FOR_OTHERS] : []),
    ...(said.breakGlass && said.justification === undefined ? [NO_REASON] : []),
    ...tooFarAhead(byId, said),
    ...(said.breakGlass ? [] : byId.flatMap((rule) => lackingTicket(rule, said.ticket) ?? [])),
    ...byId.flatMap((rule) => lackingReason(rule, said.justification) ?? []),
  ];
}

const NOT_LATER: Fault = {
  say: 'Breaking the glass opens at once, so it cannot be planned. Ask for it when you need it.',
  part: 'start',
};
const NOT_FOR_OTHERS: Fault = {
  say: 'Break the glass for yourself only: whoever needs the access has to ask.',
  part: 'whom',
};
const NO_REASON: Fault = {
  say: 'Breaking the glass needs a reason that others will read. Add it, such as "because the shop is down".',
  part: 'justification',
};

/** Asking for somebody else is a right that every rule has to give. */
function askingForOther({ id, onBehalfOf }: Rule, { asker }: Who): Fault | undefined {
  if (asker === undefined || onBehalfOf?.some((group) => asker.has(group))) return undefined;
  return {
    say: `Rule "${id}" does not let you ask for somebody else. They have to ask for it themselves.`,
    part: 'whom',
  };
}

function tooFarAhead(rules: readonly Rule[], { aheadMs = 0 }: Said): readonly Fault[] {
  const leastMs = Math.min(...rules.map(({ startWithinMs = START_WITHIN_MS }) => startWithinMs));
  if (aheadMs <= leastMs) return [];
  const by = rules.find(({ startWithinMs }) => startWithinMs === leastMs)?.id;
  const who = by === undefined ? 'An access can be planned' : `Rule "${by}" lets an access be planned`;
  return [{ say: `${who} at most ${sayAhead(leastMs)} ahead. Ask for it later.`, part: 'start' }];
}

const sayAhead = (ms: number): string =>
  ms % DAY_MS === 0 && ms > DAY_MS ? `${ms / DAY_MS} days` : sayDuration(ms);

function lackingTicket({ id, ticket: wanted }: Rule, ticket: string | undefined): Fault | undefined {
  if (wanted === undefined) return undefined;
  if (ticket !== undefined && wanted.patterns.some((pattern) => fitsTicket(pattern, ticket)))
    return undefined;
  const like = wanted.patterns.map((pattern) => `"${pattern}"`).join(' or ');
  const has = ticket === undefined ? '' : `, and ${ticket} is none`;
  const say = `Rule "${id}" needs a ticket like ${like} (# is a digit, * is anything)${has}. Write it with your reason, such as "because ${exampleOf(wanted.patterns[0] ?? '')}".`;
  return { say, part: 'ticket' };
}

/** `CHG#######` is shown as `CHG1234567`. */
export function exampleOf(pattern: string): string {
  let digit = 0;
  return pattern.replaceAll('*', '').replaceAll('#', () => {
    digit = (digit % 9) + 1;
    return String(digit);
  });
}

function lackingReason({ id, justification: wanted }: Rule, said = ''): Fault | undefined {
  if (wanted === undefined) return undefined;
  const { minLength = 0, patterns } = wanted;
  const part = 'justification';
  if (Array.from(said).length < minLength)
    return {
      say: `Rule "${id}" needs a reason of at least ${minLength} characters. Add it, such as "because …".`,
      part,
    };
  if (patterns === undefined || patterns.some((pattern) => fitsText(pattern, said))) return undefined;
  const like = patterns.map((pattern) => `"${pattern}"`).join(' or ');
  return {
    say: `Rule "${id}" needs a reason like ${like} (# is a digit, * is anything). Add it, such as "because …".`,
    part,
  };
}

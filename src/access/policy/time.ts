import { wallTimeAt } from '../wall-time.ts';

/** When a rule is about something: on some days and hours of every week, or once. Clock times are those of `zone`. */
export type Time = Week | Once;

export interface Week {
  readonly kind: 'week';
  /** Sunday is 0; without it every day. */
  readonly days?: readonly number[];
  /** Minutes after midnight; what ends at or before its beginning ends on the next day. Without it the whole day. */
  readonly hours?: readonly { readonly from: number; readonly to: number }[];
  readonly zone: string;
}

export interface Once {
  readonly kind: 'once';
  /** What the clock shows, as if it were UTC, in milliseconds; `to` is the first moment after it. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

/** Instants from `from` up to and without `to`, in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A span as the clocks of zones show it; each zone is looked at once. */
export interface Clocks {
  readonly span: Span;
  readonly in: (zone: string) => readonly Steady[];
}

export function clocksOver(span: Span): Clocks {
  const known = new Map<string, readonly Steady[]>();
  const look = (zone: string): readonly Steady[] => {
    const found = known.get(zone) ?? [...steady(span, zone)];
    known.set(zone, found);
    return found;
  };
  return { span, in: look };
}

/** The parts of a span in which the clock of the rule's zone shows a time of the rule's: exact across changes of the clocks. */
export const partsOf = (time: Time, clocks: Clocks): readonly Span[] =>
  clocks.in(time.zone).flatMap(({ from, to, offset }) =>
    [...windows(time, { from: from + offset, to: to + offset })]
      .map((each) => ({
        from: Math.max(from, each.from - offset),
        to: Math.min(to, each.to - offset),
      }))
      .filter((part) => part.from < part.to),
  );

/** The first instant of the span that is in none of the parts. */
export function firstGap(span: Span, parts: readonly Span[]): number | undefined {
  let at = span.from;
  for (const { from, to } of [...parts].sort((a, b) => a.from - b.from)) {
    if (from > at) break;
    at = Math.max(at, to);
  }
  return at < span.to ? at : undefined;
}

/** On a clock that never changes: where the windows of a rule lie that may touch a span. */
function* windows(time: Time, { from, to }: Span): Iterable<Span> {
  if (time.kind === 'once') return yield time;
  const { days, hours = [{ from: 0, to: DAY / MINUTE }] } = time;
  // From the day before, whose hours may reach over midnight.
  // Stryker disable next-line EqualityOperator: what begins where the span ends has no part in it.
  for (let day = Math.floor(from / DAY) - 1; day * DAY < to; day += 1) {
    if (days !== undefined && !days.includes(weekday(day))) continue;
    for (const each of hours) {
      const end = each.to > each.from ? each.to : each.to + DAY / MINUTE;
      yield { from: day * DAY + each.from * MINUTE, to: day * DAY + end * MINUTE };
    }
  }
}

/** 1970-01-01 was a Thursday. */
const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;

interface Steady extends Span {
  /** How far the clock is ahead of UTC, in milliseconds. */
  readonly offset: number;
}

/** A span cut where the clocks of a zone change. They never change twice within a day. */
function* steady(span: Span, zone: string): Iterable<Steady> {
  let [from, offset] = [span.from, offsetAt(span.from, zone)];
  while (from < span.to) {
    const next = Math.min(from + DAY, span.to);
    const after = offsetAt(next, zone);
    // Stryker disable next-line ConditionalExpression: where nothing changes, halving comes to the same.
    const to = after === offset ? next : changeBetween(from, next, zone, offset);
    yield { from, to, offset };
    [from, offset] = [to, after];
  }
}

/** The instant from which the clock shows another offset. */
function changeBetween(before: number, after: number, zone: string, offset: number): number {
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === offset) low = middle;
    else high = middle;
  }
  return high;
}

function offsetAt(ms: number, zone: string): number {
  const minute = Math.floor(ms / MINUTE) * MINUTE;
  const { year, month, day, hour, minute: minutes } = wallTimeAt(new Date(minute), zone);
  return Date.UTC(year, month - 1, day, hour, minutes) - minute;
}

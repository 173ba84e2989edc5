import { DAY_MS } from '../unit-ms.ts';
import {
  afterGap,
  daysLater,
  formatDate,
  formatTime,
  instantsOf,
  isZone,
  sayInstant,
  type WallTime,
  wallTimeAt,
  weekdayOf,
} from '../wall-time.ts';
import { dayAt, splitInstant, type TimeOfDay, timeOfDayAt, zoneAt } from './clock-words.ts';
import { type Found, lexemeAt, type Place, saidAt, tokenAt, wordAt } from './cursor.ts';
import { type Day, lexemeOf } from './lexicon.ts';
import { quote } from './quote.ts';

/** Now, and the zone (IANA) in which the person reads a clock. */
export interface Context {
  readonly now: Date;
  readonly zone: string;
}

const EXAMPLES = 'Write a time, such as until 18:00, until tomorrow 6am or until 2026-10-18 18:00.';

/** What was said of an instant. */
export interface Said {
  time?: TimeOfDay;
  day?: Day;
  zone?: string;
}

/** An end, and what was said of it. */
export interface End {
  readonly at: Date;
  readonly said: Said;
}

/**
 * The end that follows "until"; undefined when no time or day follows. A time alone is the next one: today, or tomorrow
 * when it has passed. With a day it must be in the future. A time that comes twice in the night is its first coming that is
 * still ahead (the shorter access); one that the clocks skip is refused.
 */
export function untilAt(
  place: Place,
  ahead: number,
  context: Context,
  longestMs: number,
): Found<End> | undefined {
  const { said, length } = instantSaid(place, ahead);
  if (length === 0) return undefined;
  const text = (): string => saidAt(place, ahead, length);
  if (!said.time) return { error: `${quote(text())} says no time of day. ${EXAMPLES}` };
  const zone = said.zone ?? context.zone;
  if (!isZone(zone)) {
    const error = `The time zone ${quote(zone)} is not known. Write a length, such as for 2h, or add UTC.`;
    return { error };
  }
  const end = endOf(said.time, said.day, { now: context.now, zone }, text);
  if (typeof end === 'string') return { error: end };
  if (end.getTime() - context.now.getTime() <= longestMs) return { value: { at: end, said }, length };
  const most = `more than ${longestMs / DAY_MS} days ahead, the most that can be asked for`;
  return { error: `${sayInstant(end, zone)} is ${most}. ${EXAMPLES}` };
}

const NONE: { readonly said: Said; readonly length: number } = { said: {}, length: 0 };

/** What is said of an instant from so many words ahead on, and how many words it took: 0 where nothing is. */
export function instantSaid(place: Place, ahead: number): { readonly said: Said; readonly length: number } {
  if (!lexemeAt(place, ahead + jointAt(place, ahead)).beginsInstant) return NONE;
  const said: Said = {};
  const parts = partsOf(place, ahead);
  return parts
    ? { said, length: Math.min(1, collect(said, parts, 0)) }
    : { said, length: collect(said, place, ahead) };
}

/** The words of `2026-10-18T18:00Z`, which is one as it is typed. */
export function partsOf(place: Place, ahead: number): Place | undefined {
  const { lexicon } = place;
  const parts = splitInstant(wordAt(place, ahead));
  if (!parts) return undefined;
  const whole = tokenAt(place, ahead)!;
  const tokens = parts.map((word) => ({ ...whole, word, raw: word, lexeme: lexemeOf(lexicon, word) }));
  return { tokens, at: 0, lexicon };
}

/** The next instant of which this is said, or why there is none. */
export const endSaid = (said: Said, context: Context): Date | string =>
  said.time ? endOf(said.time, said.day, context, () => 'The end') : 'The end says no time of day.';

/** Time, day and zone in any order, each at most once. Answers how many words they took. */
export function collect(said: Said, place: Place, from: number): number {
  let length = 0;
  for (;;) {
    const joint = jointAt(place, from + length);
    const ahead = from + length + joint;
    const time = said.time ? undefined : timeOfDayAt(place, ahead);
    const day = time || said.day ? undefined : dayAt(place, ahead);
    const zone = time || day || said.zone || !said.time ? undefined : zoneAt(place, ahead);
    if (time) said.time = time.value;
    else if (day) said.day = day;
    else if (zone && !joint) said.zone = zone;
    else return length;
    length += joint + (time?.length ?? 1);
  }
}

const jointAt = (place: Place, ahead: number): number => (lexemeAt(place, ahead).isJoint ? 1 : 0);

/** The instant, or why there is none. */
function endOf(time: TimeOfDay, day: Day | undefined, context: Context, text: () => string): Date | string {
  const today = wallTimeAt(context.now, context.zone);
  if (!day) {
    const wall = clockOn(today, time);
    const end = onDay(wall, context);
    return end === 'past' ? must(onDay(daysLater(wall, 1), context), text, context) : end;
  }
  const wall = clockOn(dateFor(day, time, today), time);
  const end = onDay(wall, context);
  const isThisWeekday = day.kind === 'weekday' && end === 'past';
  return must(isThisWeekday ? onDay(daysLater(wall, 7), context) : end, text, context);
}

const clockOn = ({ year, month, day }: WallTime, { hour, minute }: TimeOfDay): WallTime => ({
  year,
  month,
  day,
  hour,
  minute,
});

function must(end: Date | string, text: () => string, { now, zone }: Context): Date | string {
  if (end !== 'past') return end;
  return `${quote(text())} has passed: it is ${sayInstant(now, zone)}. ${EXAMPLES}`;
}

export function dateFor(day: Day, time: TimeOfDay, today: WallTime): WallTime {
  switch (day.kind) {
    case 'today':
      return time.midnight ? daysLater(today, 1) : today;
    case 'tonight':
      // "tonight 2am", said in the evening, is tomorrow's; said at 1am it is today's.
      return time.hour < 6 && today.hour >= 6 ? daysLater(today, 1) : today;
    case 'tomorrow':
      return daysLater(today, 1);
    case 'yesterday':
      return daysLater(today, -1);
    case 'weekday':
      return daysLater(today, (day.weekday - weekdayOf(today) + 7) % 7);
    case 'date':
      return { ...today, year: day.year, month: day.month, day: day.day };
    default:
      return day satisfies never;
  }
}

/** The first coming of a wall time that is still ahead; `past`, or a sentence when the clocks skip it. */
function onDay(wall: WallTime, { now, zone }: Context): Date | string {
  const instants = instantsOf(wall, zone);
  const ahead = instants.find((instant) => instant.getTime() > now.getTime());
  if (ahead) return ahead;
  if (instants.length > 0) return 'past';
  const next = afterGap(wall, zone);
  const isPast = instantsOf(next, zone).every((instant) => instant.getTime() <= now.getTime());
  if (isPast) return 'past';
  return (
    `${formatTime(wall)} does not exist on ${formatDate(wall)} in ${zone}: the clocks skip it. ` +
    `Write another time, such as until ${formatTime(next)}, or a length, such as for 2h.`
  );
}

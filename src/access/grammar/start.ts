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
} from '../wall-time.ts';
import { type Found, lexemeAt, type Place, saidAt } from './cursor.ts';
import { quote } from './quote.ts';
import { type Context, dateFor, instantSaid, type Said } from './until.ts';

/** A start that was said, in the zone that it was said in. */
export interface Start {
  readonly at: Date;
  readonly zone: string;
  /** Nothing but a time of day, which may be an end as well. */
  readonly isBare: boolean;
}

const EXAMPLES = 'Write it like tomorrow 22:00 to 23:00, or at 22:00 for 1h.';

/**
 * The start that begins at the present word; undefined where no time of day does. It is never guessed: a time that has passed
 * is not tomorrow's, and one that comes twice in the night in which the clocks go back has to be said in UTC.
 */
export function startAt(
  place: Place,
  ahead: number,
  context: Context,
  longestMs: number,
): Found<Start> | undefined {
  const { said, length } = instantSaid(place, ahead);
  if (!said.time) return undefined;
  const zone = said.zone ?? context.zone;
  if (!isZone(zone))
    return { error: `The time zone ${quote(zone)} is not known. Say the time in UTC, such as 22:00 UTC.` };
  const text = (): string => saidAt(place, ahead, length);
  const at = instantOf(said, { now: context.now, zone }, text);
  if (typeof at === 'string') return { error: at };
  if (at.getTime() - context.now.getTime() <= longestMs) {
    const isBare = said.day === undefined && !lexemeAt(place, ahead).isJoint;
    return { value: { at, zone, isBare }, length };
  }
  const most = `more than ${longestMs / DAY_MS} days ahead, the most that can be asked for`;
  return { error: `${sayInstant(at, zone)} is ${most}. ${EXAMPLES}` };
}

/** The instant, or why there is none. */
function instantOf({ time, day }: Said, { now, zone }: Context, text: () => string): Date | string {
  const { hour, minute } = time!;
  const today = wallTimeAt(now, zone);
  const wall = { ...dateFor(day ?? { kind: 'today' }, time!, today), hour, minute };
  const walls = day?.kind === 'weekday' ? [wall, daysLater(wall, 7)] : [wall];
  for (const each of walls) {
    const found = onDay(each, { now, zone });
    if (found !== 'past') return found;
  }
  const instead = day ? EXAMPLES : `Write tomorrow ${formatTime(wall)}, or leave it out to open at once.`;
  return `${quote(text())} has passed: it is ${sayInstant(now, zone)}. ${instead}`;
}

function onDay(wall: WallTime, { now, zone }: Context): Date | 'past' | (string & {}) {
  const instants = instantsOf(wall, zone);
  const ahead = instants.filter((instant) => instant > now);
  const [first, second] = ahead;
  const what = `${formatTime(wall)} on ${formatDate(wall)}`;
  if (first && second) {
    const both = [first, second].map((each) => `${sayUtc(each)} UTC`).join(' or ');
    return `${what} comes twice in ${zone}, as the clocks go back: write ${both}.`;
  }
  if (first) return first;
  if (instants.length > 0) return 'past';
  const next = afterGap(wall, zone);
  if (instantsOf(next, zone).every((instant) => instant <= now)) return 'past';
  return `${what} does not exist in ${zone}, as the clocks skip it: write another time, such as ${formatTime(next)}.`;
}

/** `2026-10-25 00:30`, as it is read. */
const sayUtc = (instant: Date): string => {
  const wall = wallTimeAt(instant, 'UTC');
  return `${formatDate(wall)} ${formatTime(wall)}`;
};

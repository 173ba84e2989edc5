import { afterGap, daysLater, instantsOf, sayInstant, wallTimeAt, weekdayOf } from '../wall-time.ts';
import { type Found, lexemeAt, type Place, wordAt } from './cursor.ts';
import { otherZone } from './other-zone.ts';
import { note, type Reading, type Refusal, refuse, twice } from './reading.ts';
import { type Context, collect, dateFor, partsOf, type Said } from './until.ts';
import type { Words } from './words.ts';

/** "yesterday", "2026-10-01", "monday 9am", "this week" of an audit: taken, refused, or `none` when there is none. */
export function readSince(reading: Reading): Refusal | 'none' | undefined {
  const { cursor, slots, vocabulary, context } = reading;
  const token = cursor.peek();
  const found = thisWeek(cursor, vocabulary.words, context) ?? since(cursor, context);
  if (!token || !found) return 'none';
  if ('error' in found) return refuse(token, found.error);
  const zone = otherZone(reading, found.length);
  if (zone) return zone;
  const misplaced = note(reading, 'since', token);
  if (misplaced) return misplaced;
  const sinceMs = context.now.getTime() - found.value.getTime();
  if (slots.sinceMs !== undefined && slots.sinceMs !== sinceMs) {
    const [first, second] = [slots.sinceMs, sinceMs].map((ms) =>
      sayInstant(new Date(context.now.getTime() - ms), context.zone),
    );
    return twice(token, 'The beginning', first!, second!);
  }
  slots.sinceMs = sinceMs;
  cursor.skip(found.length);
  return undefined;
}

/** The last coming of a time or day; a day alone is its first moment in the person's zone. */
function since(place: Place, context: Context): Found<Date> | undefined {
  const parts = partsOf(place, 0);
  if (parts) {
    const again = since(parts, context);
    return again && 'value' in again ? { ...again, length: 1 } : again;
  }
  const said: Said = {};
  const length = collect(said, place, 0);
  if (length === 0) return undefined;
  const start = startOf(said, { now: context.now, zone: said.zone ?? context.zone });
  if (start.getTime() <= context.now.getTime()) return { value: start, length };
  return {
    error: `${sayInstant(start, context.zone)} is still to come: an audit looks back. Write a time that has passed, such as last 7d or since yesterday.`,
  };
}

function startOf({ time, day }: Said, { now, zone }: Context): Date {
  const today = wallTimeAt(now, zone);
  const clock = { hour: time?.hour ?? 0, minute: time?.minute ?? 0 };
  const kind = day ?? { kind: 'today' };
  const date =
    kind.kind === 'weekday'
      ? daysLater(today, -((weekdayOf(today) - kind.weekday + 7) % 7))
      : dateFor(kind, { ...clock, midnight: false }, today);
  const wall = { ...date, ...clock };
  const first = firstOf(wall, zone);
  const back = kind.kind === 'weekday' ? 7 : day ? 0 : 1;
  return first.getTime() > now.getTime() && back > 0 ? firstOf(daysLater(wall, -back), zone) : first;
}

/** A time that the clocks skip begins when they have skipped it. */
const firstOf = (wall: Parameters<typeof instantsOf>[0], zone: string): Date =>
  instantsOf(wall, zone)[0] ?? instantsOf(afterGap(wall, zone), zone)[0]!;

/** "this week" begins on Monday, "this month" on its first day. */
function thisWeek(place: Place, words: Words, { now, zone }: Context): Found<Date> | undefined {
  if (!lexemeAt(place, 0).isArticle) return undefined;
  const word = wordAt(place, 1);
  const today = { ...wallTimeAt(now, zone), hour: 0, minute: 0 };
  if (words.month.includes(word)) return { value: firstOf({ ...today, day: 1 }, zone), length: 2 };
  if (lexemeAt(place, 1).unit !== 'w') return undefined;
  return { value: firstOf(daysLater(today, -((weekdayOf(today) + 6) % 7)), zone), length: 2 };
}

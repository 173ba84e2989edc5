import { durationAt, LONGEST_MS, sayDuration } from '../duration.ts';
import { sayInstant } from '../wall-time.ts';
import { foreignZone, otherZone } from './other-zone.ts';
import { quote } from './quote.ts';
import { note, type Reading, type Refusal, refuse, twice } from './reading.ts';
import { untilAt } from './until.ts';

/** The end runs from the opening, which is not yet. */
const LESS =
  'An approval for less time says how long, not until when: write approve, the id, and for 1h, such as approve aj-7k2m9q for 1h.';

/** The end that follows "until". */
export function readUntil(reading: Reading): Refusal | undefined {
  const { cursor, context } = reading;
  const before = cursor.previous()!;
  const refusal = readEnd(reading);
  if (refusal !== 'none') return refusal;
  const token = cursor.peek();
  const examples = 'Write a time, such as until 18:00, until tomorrow 6am or until 2026-10-18 18:00.';
  if (!token) return refuse(before, `${quote(before.raw)} is followed by a time. ${examples}`);
  if (durationAt(cursor, 0, Number.POSITIVE_INFINITY)) {
    return refuse(
      token,
      `${quote(token.raw)} is a length, not a time: write for ${token.raw}, or a time such as until 18:00.`,
    );
  }
  const [offset] = /(?<=:\d\d(?:\.\d+)?)[+-]\d{1,2}(?::?\d\d)?$/.exec(token.word) ?? [];
  if (offset !== undefined) return refuse(token, foreignZone(offset, context.zone));
  return refuse(token, `${quote(token.raw)} is not a time that is understood. ${examples}`);
}

/** A time at the cursor, taken as the end. */
export function readEnd(reading: Reading): Refusal | 'none' | undefined {
  const { cursor, slots, context } = reading;
  const token = cursor.peek();
  const found = untilAt(cursor, 0, context, LONGEST_MS);
  if (!token || !found) return 'none';
  if ('error' in found) return refuse(token, found.error);
  if (reading.verb === 'approve') return refuse(token, LESS);
  const zone = otherZone(reading, found.length);
  if (zone) return zone;
  const misplaced = note(reading, 'length', token);
  if (misplaced) return misplaced;
  const before = slots.until
    ? sayEnd(reading, slots.until)
    : slots.durationMs && sayDuration(slots.durationMs);
  if (before && slots.until?.getTime() !== found.value.at.getTime()) {
    return twice(token, 'The end', before, sayEnd(reading, found.value.at));
  }
  slots.until = found.value.at;
  slots.end = found.value.said;
  cursor.skip(found.length);
  return undefined;
}

/** An end, as errors name it. */
export const sayEnd = ({ context }: Reading, until: Date): string =>
  `until ${sayInstant(until, context.zone)}`;

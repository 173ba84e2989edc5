import { DAY_MS } from '../unit-ms.ts';
import { lexemeAt, type Place, wordAt } from './cursor.ts';
import { numberAt, UNIT_MS } from './length-parts.ts';
import { quote } from './quote.ts';
import { LONGEST_LOOK_BACK_MS, readLengthAfter } from './read-length.ts';
import { readSince } from './read-since.ts';
import { note, type Reading, type Refusal, refuse } from './reading.ts';
import type { Words } from './words.ts';

/** "last 7d", "last 24 hours", "last week". The cursor stands after "last". */
export function readLast(reading: Reading): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const before = cursor.previous()!;
  const misplaced = note(reading, 'since', before);
  if (misplaced) return misplaced;
  const { unit } = lexemeAt(cursor, 0);
  if (unit === 'h' || unit === 'd' || unit === 'w') {
    slots.sinceMs = UNIT_MS[unit];
    cursor.skip(1);
    return undefined;
  }
  const months = monthsAt(cursor, vocabulary.words);
  if (months) {
    slots.sinceMs = Math.min(months.days * DAY_MS, LONGEST_LOOK_BACK_MS);
    cursor.skip(months.length);
    return undefined;
  }
  // "since last week"
  if (vocabulary.introducers.find(cursor)?.meaning === 'last') return undefined;
  const since = readSince(reading);
  if (since !== 'none') return since;
  const next = cursor.peek();
  if (next && /^\d+([-./])\d+\1\d+/.test(next.word)) {
    return refuse(
      next,
      `${quote(next.raw)} is not a day that is understood: write it as year, month and day, such as 2026-10-01.`,
    );
  }
  const refusal = readLengthAfter(reading);
  if (refusal !== 'none') return refusal;
  return refuse(
    cursor.peek() ?? before,
    `${quote(before.raw)} is followed by a length of time or a day, such as last 7d, since yesterday or since 2026-10-01.`,
  );
}

/** "last month", "last 2 years": the longest that they can be, as more history is no harm. */
function monthsAt(
  place: Place,
  words: Words,
): { readonly days: number; readonly length: number } | undefined {
  const number = numberAt(place, 0) ?? { value: 1, length: 0 };
  const unit = wordAt(place, number.length);
  const days = words.month.includes(unit) ? 31 : words.year.includes(unit) ? 366 : undefined;
  return days === undefined ? undefined : { days: Math.ceil(number.value * days), length: number.length + 1 };
}

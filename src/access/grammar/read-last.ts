import type { Peek } from './cursor.ts';
import { numberAt } from './length-parts.ts';
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
  const unit = (['h', 'd', 'w'] as const).find((name) =>
    vocabulary.words.units[name].includes(cursor.peek()?.word ?? ''),
  );
  if (unit) {
    slots.sinceMs = { h: 3_600_000, d: 86_400_000, w: 604_800_000 }[unit];
    cursor.skip(1);
    return undefined;
  }
  const months = monthsAt(cursor.peek, vocabulary.words);
  if (months) {
    slots.sinceMs = Math.min(months.days * 86_400_000, LONGEST_LOOK_BACK_MS);
    cursor.skip(months.length);
    return undefined;
  }
  // "since last week"
  if (vocabulary.introducers.find(cursor.peek)?.meaning === 'last') return undefined;
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
function monthsAt(peek: Peek, words: Words): { readonly days: number; readonly length: number } | undefined {
  const number = numberAt(peek, 0, words) ?? { value: 1, length: 0 };
  const unit = peek(number.length)?.word ?? '';
  const days = words.month.includes(unit) ? 31 : words.year.includes(unit) ? 366 : undefined;
  return days === undefined ? undefined : { days: Math.ceil(number.value * days), length: number.length + 1 };
}

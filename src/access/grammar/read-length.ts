import { durationAt, LONGEST_MS, sayDuration } from '../duration.ts';
import { DAY_MS } from '../unit-ms.ts';
import { numberAt } from './length-parts.ts';
import { quote } from './quote.ts';
import { sayEnd } from './read-until.ts';
import { note, type Reading, type Refusal, refuse, takes, twice } from './reading.ts';

/** An audit looks back further than an access may last: ten years. */
export const LONGEST_LOOK_BACK_MS = 3660 * DAY_MS;

/** Words such as "up to" before a duration. */
function skipAtMost({ cursor, vocabulary }: Reading): void {
  const found = vocabulary.atMost.find(cursor);
  if (found) cursor.skip(found.length);
}

/** A duration at the cursor: taken, refused, or `none` when there is none. */
export function readLength(reading: Reading): Refusal | 'none' | undefined {
  const { cursor, slots, vocabulary } = reading;
  const token = cursor.peek();
  const looksBack = takes(reading, 'since');
  const longest = looksBack ? LONGEST_LOOK_BACK_MS : LONGEST_MS;
  const found = durationAt(cursor, 0, longest);
  if (!token || !found) return 'none';
  if ('error' in found) return refuse(token, found.error);
  const misplaced = note(reading, looksBack ? 'since' : 'length', token);
  if (misplaced) return misplaced;
  const before = looksBack ? slots.sinceMs : slots.durationMs;
  if (before !== undefined && before !== found.value) {
    return twice(token, 'The duration', sayDuration(before), sayDuration(found.value));
  }
  const both = slots.until && twice(token, 'The end', sayEnd(reading, slots.until), sayDuration(found.value));
  if (both) return both;
  if (looksBack) slots.sinceMs = found.value;
  else slots.durationMs = found.value;
  cursor.skip(found.length);
  const only = vocabulary.words.only.includes(cursor.peek()?.word ?? '');
  // "approve aj-7k2m9q for 1h only 22"
  if (only && (reading.verb !== 'approve' || cursor.peek(1) === undefined)) cursor.skip(1);
  return undefined;
}

/** As `readLength`, with words such as "an extra" before it. */
export function readLengthBare(reading: Reading): Refusal | 'none' | undefined {
  const { cursor, vocabulary } = reading;
  const first = readLength(reading);
  const skipped = first === 'none' ? (vocabulary.atMost.find(cursor)?.length ?? 0) : 0;
  if (skipped === 0 || !durationAt(cursor, skipped, LONGEST_MS)) return first;
  cursor.skip(skipped);
  return readLength(reading);
}

/** As `readLength`, with "up to" and the like before it, and with what to write for a bare number. */
export function readLengthAfter(reading: Reading): Refusal | 'none' | undefined {
  const first = readLength(reading);
  if (first !== 'none') return first;
  skipAtMost(reading);
  const second = readLength(reading);
  return second === 'none' ? (bareNumber(reading) ?? 'none') : second;
}

/** "for 2", "for -2h", "for 2 fortnights": no unit that is known. */
export function bareNumber({ cursor, vocabulary }: Reading): Refusal | undefined {
  const token = cursor.peek();
  const next = cursor.peek(1)?.raw;
  if (!token) return undefined;
  if (/^[-.]\d/.test(token.word)) {
    return refuse(
      token,
      `${quote(token.raw)} is not a length of time. Write it with a unit, such as 2h or 90m.`,
    );
  }
  const tail = cursor.peek(2);
  if (/^\d{1,3}$/.test(token.word) && cursor.peek(1)?.word === ',' && /^\d+[a-z]*$/.test(tail?.word ?? '')) {
    if (tail!.start === token.end + 1) {
      return refuse(token, `Write a fraction with a point: ${token.word}.${tail!.word}.`);
    }
  }
  if (/^\d+(?:\.\d+)?$/.test(token.word)) {
    const isUnit =
      next !== undefined && /^\p{L}+$/u.test(next) && !vocabulary.structural.has(next.toLowerCase());
    const found = isUnit
      ? `${quote(`${token.raw} ${next}`)} has no unit that is known`
      : `${quote(token.raw)} has no unit`;
    const amount = token.word.length > 4 ? '2' : token.word;
    return refuse(token, `${found}: write ${amount}h for hours or ${amount}m for minutes.`);
  }
  const isSpelled = numberAt(cursor, 0) && !token.lexeme.isArticle;
  return isSpelled || /^(?:pt?)?\d/.test(token.word)
    ? refuse(
        token,
        `${quote(token.raw)} is not a length of time. Write it with a unit, such as 2h, 90m or 1h30m.`,
      )
    : undefined;
}

import { durationAt, LONGEST_MS, sayDuration } from '../duration.ts';
import { sayInstant } from '../wall-time.ts';
import { timeOfDayAt } from './clock-words.ts';
import { numberAt } from './length-parts.ts';
import { quote } from './quote.ts';
import { note, type Reading, type Refusal, refuse, twice } from './reading.ts';
import type { Token } from './tokens.ts';
import { untilAt } from './until.ts';

/** An audit looks back further than an access may last: ten years. */
const LONGEST_LOOK_BACK_MS = 3660 * 86_400_000;

/** Words such as "up to" before a duration. */
function skipAtMost({ cursor, vocabulary }: Reading): void {
  const found = vocabulary.atMost.find(cursor.peek);
  if (found) cursor.skip(found.length);
}

/** A duration at the cursor: taken, refused, or `none` when there is none. */
export function readLength(reading: Reading): Refusal | 'none' | undefined {
  const { cursor, slots, vocabulary } = reading;
  const token = cursor.peek();
  const longest = reading.verb === 'audit' ? LONGEST_LOOK_BACK_MS : LONGEST_MS;
  const found = durationAt(cursor.peek, vocabulary.words, longest);
  if (!token || !found) return 'none';
  if ('error' in found) return refuse(cursor.peek(found.at) ?? token, found.error);
  const misplaced = note(reading, reading.verb === 'audit' ? 'since' : 'length', token);
  if (misplaced) return misplaced;
  const before = reading.verb === 'audit' ? slots.sinceMs : slots.durationMs;
  if (before !== undefined && before !== found.value) {
    return twice(token, 'The duration', sayDuration(before), sayDuration(found.value));
  }
  const both = slots.until && twice(token, 'The end', sayEnd(reading, slots.until), sayDuration(found.value));
  if (both) return both;
  if (reading.verb === 'audit') slots.sinceMs = found.value;
  else slots.durationMs = found.value;
  cursor.skip(found.length);
  return undefined;
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
  const isSpelled =
    numberAt(cursor.peek, 0, vocabulary.words) && !vocabulary.words.articles.includes(token.word);
  return isSpelled || /^(?:pt?)?\d/.test(token.word)
    ? refuse(
        token,
        `${quote(token.raw)} is not a length of time. Write it with a unit, such as 2h, 90m or 1h30m.`,
      )
    : undefined;
}

/** The end that follows "until". */
export function readUntil(reading: Reading): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  const before = cursor.previous()!;
  const refusal = readEnd(reading);
  if (refusal !== 'none') return refusal;
  const token = cursor.peek();
  const examples = 'Write a time, such as until 18:00, until tomorrow 6am or until 2026-10-18 18:00.';
  if (!token) return refuse(before, `${quote(before.raw)} is followed by a time. ${examples}`);
  if (durationAt(cursor.peek, vocabulary.words, Number.POSITIVE_INFINITY)) {
    return refuse(
      token,
      `${quote(token.raw)} is a length, not a time: write for ${token.raw}, or a time such as until 18:00.`,
    );
  }
  return refuse(token, `${quote(token.raw)} is not a time that is understood. ${examples}`);
}

/** A time at the cursor, taken as the end. */
export function readEnd(reading: Reading): Refusal | 'none' | undefined {
  const { cursor, slots, vocabulary, context } = reading;
  const token = cursor.peek();
  const found = untilAt(cursor.peek, vocabulary.words, context, LONGEST_MS);
  if (!token || !found) return 'none';
  if ('error' in found) return refuse(token, found.error);
  const misplaced = note(reading, 'length', token);
  if (misplaced) return misplaced;
  const before = slots.until
    ? sayEnd(reading, slots.until)
    : slots.durationMs && sayDuration(slots.durationMs);
  if (before && slots.until?.getTime() !== found.value.getTime()) {
    return twice(token, 'The end', before, sayEnd(reading, found.value));
  }
  slots.until = found.value;
  cursor.skip(found.length);
  return undefined;
}

const sayEnd = ({ context }: Reading, until: Date): string => `until ${sayInstant(until, context.zone)}`;

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
  const refusal = readLengthAfter(reading);
  if (refusal !== 'none') return refusal;
  return refuse(
    cursor.peek() ?? before,
    `${quote(before.raw)} is followed by a length of time, such as last 7d or last 24h.`,
  );
}

/** A time where none is expected: nobody can ask for a later start. */
export function laterStart({ cursor, vocabulary }: Reading, at: Token): Refusal | undefined {
  return timeOfDayAt(cursor.peek, 0, vocabulary.words)
    ? refuse(at, 'Ajar acts at once: a later start cannot be asked for. For the end write until 18:00.')
    : undefined;
}

import { durationAt, LONGEST_MS, sayDuration } from '../duration.ts';
import { sayInstant } from '../wall-time.ts';
import { lexemeAt, type Place, wordAt } from './cursor.ts';
import { otherZone } from './other-zone.ts';
import { quote } from './quote.ts';
import { readEnd } from './read-until.ts';
import { note, type Reading, type Refusal, refuse, takes, twice } from './reading.ts';
import { type Start, startAt } from './start.ts';
import type { Token } from './tokens.ts';
import { endSaid, instantSaid } from './until.ts';

/** A later start at the cursor, with the end that "to" adds to it: taken, refused, or `none` when there is none. */
export function readStart(reading: Reading, led?: Token): Refusal | 'none' | undefined {
  const { cursor, context } = reading;
  const token = cursor.peek();
  if (!token || !takes(reading, 'start')) return 'none';
  const found = startAt(cursor, 0, context, LONGEST_MS);
  if (!found) return 'none';
  if ('error' in found) return refuse(token, found.error);
  const zone = otherZone(reading, found.length);
  if (zone) return zone;
  if (found.value.isBare && !led && !hasEnd(reading, found.length)) return refuse(token, either(token.raw));
  return setStart(reading, token, found) ?? readRange(reading, led);
}

const either = (time: string): string =>
  `${quote(time)} may be the start or the end: write at ${time} for 1h, or until ${time}.`;

/** "22:00 to 23:00", "22:00 until 23:00". */
const hasEnd = ({ cursor, vocabulary }: Reading, ahead: number): boolean =>
  rangeAt(cursor, ahead) > 0 || vocabulary.introducers.find(cursor, ahead)?.meaning === 'until';

/** How many words "to 23:00" takes; 0 for "to fix the disk". */
export function rangeAt(place: Place, ahead: number): number {
  if (wordAt(place, ahead) !== 'to') return 0;
  const { said, length } = instantSaid(place, ahead + 1);
  return said.time ? 1 + length : 0;
}

/** "starting tomorrow 22:00", "between 22:00 and 23:00": a time must follow. */
export function readStarting(reading: Reading, before: Token): Refusal | undefined {
  const start = readStart(reading, before);
  if (start !== 'none') return start;
  const what = 'is followed by a time of day, such as starting tomorrow 22:00';
  return refuse(reading.cursor.peek() ?? before, `${quote(before.raw)} ${what}.`);
}

/** "in 2 hours": so long from now. */
export function readStartIn(reading: Reading, before: Token): Refusal | 'none' | undefined {
  const { cursor, context } = reading;
  if (before.word !== 'in' || !takes(reading, 'start')) return 'none';
  const found = durationAt(cursor, 0, LONGEST_MS);
  if (!found) return 'none';
  if ('error' in found) return refuse(cursor.peek()!, found.error);
  const at = new Date(context.now.getTime() + found.value);
  return setStart(reading, before, {
    value: { at, zone: context.zone, isBare: false },
    length: found.length,
  });
}

function setStart(
  reading: Reading,
  token: Token,
  { value, length }: { readonly value: Start; readonly length: number },
): Refusal | undefined {
  const { cursor, slots } = reading;
  const misplaced = note(reading, 'start', token);
  if (misplaced) return misplaced;
  const { start } = slots;
  if (start && start.at.getTime() !== value.at.getTime())
    return twice(token, 'The start', sayInstant(start.at, start.zone), sayInstant(value.at, value.zone));
  slots.start = { ...value, token };
  cursor.skip(length);
  return undefined;
}

/** "22:00 to 23:00"; "22:00 to fix the disk" has no end. */
function readRange(reading: Reading, led: Token | undefined): Refusal | undefined {
  const { cursor } = reading;
  const isAnd = led?.word === 'between' && lexemeAt(cursor, 0).isAnd;
  if (!isAnd && rangeAt(cursor, 0) === 0) return undefined;
  cursor.skip(1);
  const end = readEnd(reading);
  return end === 'none' ? undefined : end;
}

/**
 * An end is said beside its start, in any order: without a day it is the next such time after the start, in the start's zone
 * where none of its own was said. It lies after the start.
 */
export function settleStart({ slots, context }: Reading): Refusal | undefined {
  const { start, until, end } = slots;
  if (!start || !until) return undefined;
  const settled = end && !end.day ? endSaid(end, { now: start.at, zone: end.zone ?? start.zone }) : until;
  if (typeof settled === 'string') return refuse(start.token, settled);
  const ms = settled.getTime() - start.at.getTime();
  const [first, last] = [start.at, settled].map((each) => sayInstant(each, context.zone));
  if (ms <= 0)
    return refuse(
      start.token,
      `The end (${last}) is not after the start (${first}). Say both with their days.`,
    );
  if (ms > LONGEST_MS)
    return refuse(
      start.token,
      `From ${first} until ${last} is longer than ${sayDuration(LONGEST_MS)}, the most that can be asked for.`,
    );
  slots.until = settled;
  return undefined;
}

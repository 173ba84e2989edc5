import { dayAt, timeOfDayAt } from './clock-words.ts';
import { quote } from './quote.ts';
import { type Reading, type Refusal, refuse, takes } from './reading.ts';
import type { Token } from './tokens.ts';

/** "open 22 on monday", "close aj-7k2m9q tomorrow": a day would be a strange name for a VM. */
export function laterDay(reading: Reading, at: Token): Refusal | undefined {
  const { cursor } = reading;
  const isDay = at.word.length > 4 && dayAt(cursor, 0) !== undefined;
  if (!isDay) return undefined;
  const instead = takes(reading, 'start')
    ? `says no time of day: for a later start write ${at.word} 22:00 to 23:00, or leave it out.`
    : 'is a day, and Ajar acts at once: leave it out, or ask then.';
  return refuse(at, `${quote(at.raw)} ${instead}`);
}

/** A time where none is expected: only an opening can wait for its start. */
export function laterStart({ cursor }: Reading, at: Token): Refusal | undefined {
  return timeOfDayAt(cursor, 0)
    ? refuse(at, 'Ajar acts at once: only an opening can be asked for later. For the end write until 18:00.')
    : undefined;
}

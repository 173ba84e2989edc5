import { dayAt, timeOfDayAt } from './clock-words.ts';
import { quote } from './quote.ts';
import { type Reading, type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';

/** "open 22 on monday", "close aj-7k2m9q tomorrow": a day would be a strange name for a VM. */
export function laterDay({ cursor, vocabulary }: Reading, at: Token): Refusal | undefined {
  const isDay = at.word.length > 4 && dayAt(cursor.peek, 0, vocabulary.words) !== undefined;
  return isDay
    ? refuse(at, `${quote(at.raw)} is a day, and Ajar acts at once: leave it out, or ask then.`)
    : undefined;
}

/** A time where none is expected: nobody can ask for a later start. */
export function laterStart({ cursor, vocabulary }: Reading, at: Token): Refusal | undefined {
  return timeOfDayAt(cursor.peek, 0, vocabulary.words)
    ? refuse(at, 'Ajar acts at once: a later start cannot be asked for. For the end write until 18:00.')
    : undefined;
}

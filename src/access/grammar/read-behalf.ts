import { readEmail } from '../email.ts';
import { isGuid } from '../guid.ts';
import { readPerson } from './read-person.ts';
import { note, type Reading, type Refusal, takes } from './reading.ts';
import type { Token } from './tokens.ts';

/** "on behalf of riley", "for @riley": for whom it is to open. The cursor stands at the person. */
export const readBehalf = (reading: Reading, before: Token): Refusal | undefined =>
  note(reading, 'behalf', before) ?? readPerson(reading, before);

/** After "for": what can be nothing but a person. A bare name may be a VM, and is said with "on behalf of". */
export function personAhead(reading: Reading): boolean {
  const next = reading.cursor.peek();
  if (!next || !takes(reading, 'behalf')) return false;
  if (next.mention) return !/^@?ajar$/.test(next.word);
  return isGuid(next.word) || (reading.slots.vms.size > 0 && readEmail(next.word) !== undefined);
}

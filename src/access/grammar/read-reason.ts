import { readJustification } from '../justification.ts';
import { readTicket, ticketIn } from '../ticket.ts';
import { quote } from './quote.ts';
import { note, type Reading, type Refusal, refuse, twice } from './reading.ts';
import type { Token } from './tokens.ts';

/** Where a reason ends before the sentence does: a character, and how many words from the present one. */
interface End {
  readonly to: number;
  readonly words: number;
}

/** Everything from a character on, up to `end` if there is one, is the justification. `at` is the word that began it. */
export function readReason(reading: Reading, from: number, at: Token, end?: End): Refusal | undefined {
  const { cursor, slots } = reading;
  const misplaced = note(reading, 'reason', at);
  if (misplaced) return misplaced;
  const said = readJustification(end ? withoutComma(cursor.between(from, end.to)) : cursor.rest(from));
  if (end) cursor.skip(end.words);
  if (said === undefined) {
    return refuse(
      at,
      `${quote(at.raw)} is followed by the reason, to the end of the sentence, such as because INC-123.`,
    );
  }
  const before = slots.justification;
  // "to fix nginx for 2h because it hangs"
  slots.justification = before === undefined ? said : readJustification(`${before} ${at.raw} ${said}`)!;
  const mentioned = ticketIn(said);
  if (slots.ticket === undefined && mentioned !== undefined) slots.ticket = mentioned;
  return undefined;
}

/** "to fix nginx, for 2h": the comma belongs to neither. */
const withoutComma = (text: string): string => text.trimEnd().replace(/(?:,|;| [–—-])$/, '');

/** "ticket INC-123"; the cursor stands after the word, where a bare number is a ticket too. */
export function readTicketAfter(reading: Reading): Refusal | undefined {
  const { cursor } = reading;
  const before = cursor.previous()!;
  const token = cursor.peek();
  if (!token)
    return refuse(before, `${quote(before.raw)} is followed by a ticket, such as INC-123 or #4711.`);
  const ticket =
    readTicket(token.raw, 'possible') ?? (/^\d{1,12}$/.test(token.word) ? token.word : undefined);
  if (ticket === undefined) {
    return refuse(
      token,
      `${quote(token.raw)} is not a ticket that is understood. Write it like INC-123, CHG0012345 or #4711.`,
    );
  }
  return setTicket(reading, token, ticket);
}

export function setTicket(reading: Reading, token: Token, ticket: string): Refusal | undefined {
  const { cursor, slots } = reading;
  const misplaced = note(reading, 'ticket', token);
  if (misplaced) return misplaced;
  if (slots.ticket !== undefined && slots.ticket !== ticket) {
    return twice(token, 'The ticket', slots.ticket, ticket);
  }
  slots.ticket = ticket;
  cursor.skip(1);
  return undefined;
}

import { readRequestId } from '../request-id.ts';
import { readTicket } from '../ticket.ts';
import { dayAt } from './clock-words.ts';
import { quote } from './quote.ts';
import { personAhead, readBehalf } from './read-behalf.ts';
import { readLengthAfter } from './read-length.ts';
import { portAhead } from './read-ports.ts';
import { readPurpose } from './read-purpose.ts';
import { setTicket } from './read-reason.ts';
import { readStart } from './read-start.ts';
import { readEnd } from './read-until.ts';
import { nameAhead, readVms } from './read-vms.ts';
import { opens, type Reading, type Refusal, refuse, takes } from './reading.ts';
import type { Token } from './tokens.ts';

/** After "for": a length of time, a ticket, a VM, or, once the length is known, a reason. */
export function readFor(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  // "for tomorrow 22:00 to 23:00"; "for 1:30" may be meant as a length.
  const start = dayAt(cursor, 0) ? readStart(reading, token) : 'none';
  if (start !== 'none') return start;
  if (personAhead(reading)) return readBehalf(reading, token);
  const length = readLengthAfter(reading);
  if (length !== 'none') return length;
  const next = cursor.peek();
  if (next && !next.mention) {
    const noun = vocabulary.introducers.find(cursor);
    const isElsewhere =
      noun && ['ticket', 'port', 'vm', 'last', 'request', 'reason', 'purpose'].includes(noun.meaning);
    if (isElsewhere || (portAhead(reading) && slots.ports.size === 0)) return undefined;
    if (readRequestId(next.raw) !== undefined) return undefined;
    const isKnown = slots.vms.size > 0 || slots.said.has('length');
    const ticket = takes(reading, 'ticket')
      ? readTicket(next.raw, isKnown ? 'possible' : 'likely')
      : undefined;
    if (ticket !== undefined) return setTicket(reading, next, ticket);
    const isVm = takes(reading, 'vm') && slots.vms.size === 0 && nameAhead(reading);
    if (isVm && (/\d/.test(next.word) || !opens(reading))) return readVms(reading);
    if (slots.said.has('length') && takes(reading, 'reason') && /^\p{L}/u.test(next.word)) {
      return readPurpose(reading, next.start, token);
    }
  }
  if (reading.verb === 'close' && vocabulary.all.find(cursor)) {
    return refuse(token, 'To close what everybody has open on a VM write close everything on vm-prod-01.');
  }
  const what = 'how long (for 2h), or by a ticket (for INC-123); a reason begins with "because"';
  return refuse(next ?? token, `${quote(token.raw)} is followed by ${what}.`);
}

/** "by 1h" is a length, "by 18:00" an end. */
export function readBy(reading: Reading, token: Token): Refusal | undefined {
  const end = readEnd(reading);
  return end === 'none' ? requiredLength(reading, token, readLengthAfter(reading)) : end;
}

/** A length of time must follow `token`. */
export const requiredLength = (
  reading: Reading,
  token: Token,
  refusal: Refusal | 'none' | undefined,
): Refusal | undefined =>
  refusal === 'none'
    ? refuse(
        reading.cursor.peek() ?? token,
        `${quote(token.raw)} is followed by a length of time, such as for 2h or for 30m.`,
      )
    : refusal;

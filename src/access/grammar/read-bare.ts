import { looksLikeAddress } from '../address.ts';
import { isNearRequestId, readRequestId } from '../request-id.ts';
import { readTicket } from '../ticket.ts';
import { laterDay, laterStart } from './later.ts';
import { likelyWords, nearest } from './nearest.ts';
import { quote } from './quote.ts';
import { bareNumber, readLengthBare } from './read-length.ts';
import { readOnly } from './read-only.ts';
import { portAhead, readPorts } from './read-ports.ts';
import { readReason, setTicket } from './read-reason.ts';
import { readBareSource } from './read-sources.ts';
import { faultOf, nameAhead, readVms, slip } from './read-vms.ts';
import { note, notUnderstood, type Reading, type Refusal, refuse, takes, twice } from './reading.ts';
import type { Token } from './tokens.ts';

/** A phrase that begins without a preposition is known by what it looks like. */
export function readBare(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const topic = reading.verb === 'help' ? vocabulary.verbs.find(cursor) : undefined;
  if (topic) {
    cursor.skip(topic.length);
    return undefined;
  }
  const id = readRequestId(token.raw.startsWith('#') ? token.raw.slice(1) : token.raw);
  if (id !== undefined) return readRequest(reading, token, id);
  const length = readLengthBare(reading);
  if (length !== 'none') return length;
  const only = readOnly(reading);
  if (only !== 'none') return only;
  if (portAhead(reading)) return strayNumber(reading, token) ?? readPorts(reading);
  const all = vocabulary.all.find(cursor);
  if (all && takes(reading, 'all')) {
    slots.all = true;
    cursor.skip(all.length);
    return note(reading, 'all', token);
  }
  const ticket = readTicket(token.raw, slots.vms.size > 0 ? 'likely' : 'sure');
  if (ticket !== undefined && takes(reading, 'ticket')) return setTicket(reading, token, ticket);
  if (looksLikeAddress(token.raw)) return readBareSource(reading);
  const isEnd =
    laterStart(reading, token) && `${quote(token.raw)} is a time: for the end write until ${token.raw}.`;
  if (isEnd) return refuse(token, isEnd);
  return readBareName(reading, token);
}

function readRequest(reading: Reading, token: Token, id: string): Refusal | undefined {
  const { slots, cursor } = reading;
  const misplaced = note(reading, 'request', token);
  if (misplaced) return misplaced;
  if (slots.request !== undefined && slots.request !== id)
    return twice(token, 'The request', slots.request, id);
  slots.request = id;
  cursor.skip(1);
  if (reading.verb === 'review') return readFound(reading);
  return reading.verb === 'deny' ? readWhyNot(reading) : undefined;
}

/** "review aj-7k2m9q found the database restarted": all that follows is what was found. */
function readFound(reading: Reading): Refusal | undefined {
  const { cursor } = reading;
  const first = cursor.peek();
  if (!first) return undefined;
  const isFound = first.word === 'found' && cursor.peek(1) !== undefined;
  return readReason(reading, isFound ? cursor.peek(1)!.start : first.start, first);
}

/**
 * "reject aj-7k2m9q no ticket": what follows is the reason, as a denial takes nothing else. Never when another request is
 * named there, and for no other verb: "approve aj-7k2m9q not now" must not approve.
 */
function readWhyNot(reading: Reading): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  const saysNothing = (word = 'x'): boolean => !/[\p{L}\p{N}]/u.test(word);
  while (saysNothing(cursor.peek()?.word)) cursor.skip(1);
  const first = cursor.peek();
  let ahead = 0;
  for (let polite = 1; polite > 0; ahead += polite) {
    polite = cursor.peek(ahead)?.mention ? 1 : (vocabulary.fillers.find(cursor, ahead)?.length ?? 0);
  }
  const meaning = vocabulary.introducers.find(cursor, ahead)?.meaning;
  const isIf = vocabulary.words.conditions.includes(first?.word ?? '');
  const isSaid = meaning === 'reason' || meaning === 'purpose' || isIf;
  if (!first || !cursor.peek(ahead) || isSaid) return undefined;
  for (let more = 0; cursor.peek(more); more += 1) {
    if (/^#?aj-/.test(cursor.peek(more)!.word)) return undefined;
  }
  return readReason(reading, first.start, first);
}

/** "for 2h 30" and "22 on web-01 443": a number alone may be minutes or a port, and the two must not be mixed up. */
function strayNumber(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, vocabulary, verb } = reading;
  if (!token.lexeme.isWhole || cursor.previous() === undefined) return undefined;
  const isJoined = vocabulary.words.and.includes(cursor.previous()!.word);
  const isMinutes = slots.last === 'length' && Number(token.word) < 60;
  const isSecond = slots.ports.size > 0 && !isJoined;
  const isPort = vocabulary.introducers.find(cursor, 1)?.meaning === 'where';
  const isLength = takes(reading, 'since') || (verb === 'extend' && !isPort);
  if (!isMinutes && !isSecond && !isLength) return undefined;
  const port = isLength ? '' : `, or port ${token.raw}`;
  return refuse(
    token,
    `${quote(token.raw)} stands alone: write ${token.raw}m for minutes, ${token.raw}h for hours${port}.`,
  );
}

function readBareName(reading: Reading, token: Token): Refusal | undefined {
  const { slots, vocabulary } = reading;
  if (isNearRequestId(token.raw) && takes(reading, 'request')) {
    return refuse(
      token,
      `${quote(token.raw)} is not a request's id: those are aj- and six letters or digits, such as aj-7k2m9q.`,
    );
  }
  if (nameAhead(reading) && !takes(reading, 'vm') && /\d/.test(token.word)) return note(reading, 'vm', token);
  const isTrimmed = /^-|[.-]$/.test(token.raw) && /^\p{L}/u.test(token.raw.replace(/^-+/, ''));
  const fault = isTrimmed && takes(reading, 'vm') ? faultOf(reading, token, token.raw) : undefined;
  if (fault) return refuse(token, fault);
  const isFree = slots.vms.size === 0 && takes(reading, 'vm') && !vocabulary.reserved.has(token.word);
  if (slots.bareVm && nameAhead(reading)) return slip(reading, slots.bareVm, token);
  const later = isFree || takes(reading, 'start') ? laterDay(reading, token) : undefined;
  if (later) return later;
  // "close aj-7k2m9q frobnicate", "cancel it, wrong one": beside an id only what can be nothing but a name is one.
  const isWord = (slots.request !== undefined || slots.mine) && /^\p{L}+$/u.test(token.word);
  if (!isFree || isWord || !nameAhead(reading) || /^\d/.test(token.word)) {
    return (
      (/^[-.]?\d/.test(token.word) ? bareNumber(reading) : undefined) ??
      notUnderstood(reading, token, nearest(token.word, likelyWords(reading.vocabulary)))
    );
  }
  const refusal = readVms(reading);
  if (!refusal) slots.bareVm = token;
  return refusal;
}

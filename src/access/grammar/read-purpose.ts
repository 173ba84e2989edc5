import { readSource } from '../address.ts';
import { durationAt, LONGEST_MS } from '../duration.ts';
import { readTicket } from '../ticket.ts';
import { lexemeAt, type Place, wordAt } from './cursor.ts';
import { readReason } from './read-reason.ts';
import { rangeAt } from './read-start.ts';
import { type Reading, type Refusal, takes } from './reading.ts';
import type { Slot } from './slots.ts';
import { startAt } from './start.ts';
import type { Token } from './tokens.ts';
import { untilAt } from './until.ts';

/**
 * "to fix nginx from 203.0.113.7 for 2h": unlike "because …", which always takes everything, a purpose is a phrase among
 * others, so that clauses at the very end are read: "from" with addresses, "for" with a length, "until" with a time. Only
 * when nothing of the kind was said before and each is valid as it stands; "copy files from backup" stays whole. `from` is
 * the character where the purpose begins, the cursor stands at its first word, `at` is the word that led to it.
 */
export function readPurpose(reading: Reading, from: number, at: Token): Refusal | undefined {
  const { cursor } = reading;
  const length = wordsBeforeClauses(reading);
  const clause = cursor.peek(length);
  return clause
    ? readReason(reading, from, at, { to: clause.start, words: length })
    : readReason(reading, from, at);
}

/** Looks at every word once, with look-aheads of fixed length; answers where the clauses at the end begin. */
function wordsBeforeClauses(reading: Reading): number {
  const { cursor, vocabulary } = reading;
  let start: number | undefined;
  let ahead = 0;
  while (cursor.peek(ahead)) {
    const clause = clauseAt(reading, ahead);
    const filler = fillerAt(reading, ahead);
    const isReason = vocabulary.introducers.find(cursor, ahead)?.meaning === 'reason';
    if (isReason && start !== undefined) return start;
    if (clause > 0) start ??= ahead;
    else if (filler === 0) start = undefined;
    ahead += Math.max(clause, filler, 1);
  }
  return start ?? ahead;
}

/** Between clauses and after them: "for 2h, please", "for 2h (INC-123)". */
function fillerAt(reading: Reading, ahead: number): number {
  const { cursor, vocabulary } = reading;
  const token = cursor.peek(ahead)!;
  if (token.mention) return 1;
  if (takes(reading, 'ticket')) {
    const introducer = vocabulary.introducers.find(cursor, ahead);
    const noun = introducer?.meaning === 'ticket' ? introducer.length : 0;
    const ticket = readTicket(cursor.peek(ahead + noun)?.raw ?? '', noun > 0 ? 'possible' : 'likely');
    if (ticket !== undefined) return noun + 1;
  }
  return vocabulary.fillers.find(cursor, ahead)?.length ?? 0;
}

/** How many words the clause that begins there takes; 0 when none does. */
function clauseAt(reading: Reading, ahead: number): number {
  const { cursor, vocabulary, context, slots } = reading;
  const start = startClause(reading, ahead);
  if (start > 0) return start;
  if (!vocabulary.words.closing.includes(wordAt(cursor, ahead))) return 0;
  const introducer = vocabulary.introducers.find(cursor, ahead);
  const isNew = (slot: Slot): boolean => takes(reading, slot) && !slots.said.has(slot);
  if (!introducer || !isNew(introducer.meaning === 'from' ? 'source' : 'length')) return 0;
  const after = ahead + introducer.length;
  const atMost = vocabulary.atMost.find(cursor, after)?.length ?? 0;
  switch (introducer.meaning) {
    case 'for': {
      const plain = durationAt(cursor, after, LONGEST_MS);
      const found = plain ?? durationAt(cursor, after + atMost, LONGEST_MS);
      if (!found || !('value' in found)) return 0;
      return introducer.length + (plain ? 0 : atMost) + found.length;
    }
    case 'until': {
      const found = untilAt(cursor, after, context, LONGEST_MS);
      return found && 'value' in found ? introducer.length + found.length : 0;
    }
    case 'from': {
      const count = addressesAt(cursor, after);
      return count > 0 ? introducer.length + count : 0;
    }
    case 'where':
    case 'in':
    case 'length':
    case 'by':
    case 'start':
    case 'means':
    case 'reason':
    case 'purpose':
    case 'ticket':
    case 'last':
    case 'vm':
    case 'port':
    case 'group':
    case 'request':
      return 0;
    default:
      return introducer.meaning satisfies never;
  }
}

/** "tomorrow 22:00 to 23:00", "from 22:00": nobody's purpose is a time, and read into one it would open at once. */
function startClause(reading: Reading, ahead: number): number {
  const { cursor, vocabulary, context, slots } = reading;
  if (!takes(reading, 'start') || slots.said.has('start')) return 0;
  const introducer = vocabulary.introducers.find(cursor, ahead);
  const isLed = introducer?.meaning === 'from' || introducer?.meaning === 'start';
  const first = ahead + (isLed ? introducer.length : 0);
  const found = startAt(cursor, first, context, LONGEST_MS);
  if (!found || !('value' in found)) return 0;
  const length = first - ahead + found.length;
  const range = rangeAt(cursor, ahead + length);
  return found.value.isBare && !isLed && range === 0 ? 0 : length + range;
}

/** "203.0.113.7 and 198.51.100.0/24": how many words; 0 when the first is no address. */
function addressesAt(place: Place, from: number): number {
  const isAddress = (ahead: number): boolean => typeof readSource(wordAt(place, ahead)) === 'string';
  let length = isAddress(from) ? 1 : 0;
  while (length > 0) {
    let joint = 0;
    while (joint < 2 && lexemeAt(place, from + length + joint).isAnd) joint += 1;
    if (!isAddress(from + length + joint)) break;
    length += joint + 1;
  }
  return length;
}

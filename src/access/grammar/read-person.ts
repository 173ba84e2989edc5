import { looksLikeAddress } from '../address.ts';
import { isGuid } from '../guid.ts';
import { quote } from './quote.ts';
import { type Reading, type Refusal, refuse, takes } from './reading.ts';
import type { Token } from './tokens.ts';
import { instantSaid } from './until.ts';
import type { Introducer } from './words.ts';

/** "riley and avery", "riley has open". */
const ENDS = ['and', 'has'] as const;

/** What goes on after a name. Others are names too: Hugh Grant, Jordan See. */
const PHRASES: readonly Introducer[] = [
  'where',
  'in',
  'for',
  'by',
  'until',
  'from',
  'means',
  'reason',
  'purpose',
];

/** As many words as a name has; a longer one is no name. */
const MOST_WORDS = 6;

/**
 * A person at the cursor, as typed: `riley`, `Riley Requester`, `riley@contoso.com`, `@riley`, `<@U123>`. A name goes on to
 * the next phrase, so that nobody is meant by half of theirs; only politeness at its end is left out.
 */
export function readPerson(reading: Reading, before: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const first = cursor.peek();
  if (!first || vocabulary.introducers.find(cursor) || vocabulary.words.own.includes(first.word)) {
    return refuse(first ?? before, `${quote(before.raw)} is followed by a person, such as for riley.`);
  }
  const length = isMarked(first) ? 1 : wordsOfName(reading);
  const words = Array.from({ length }, (_, index) => cursor.peek(index)!.raw);
  const name = words.join(' ').replace(/^@/, '').replace(/'s$/, '');
  const fault = faultOf(reading, first, name, length);
  if (fault) return fault;
  slots.person = first.user ?? name;
  if (first.user !== undefined) slots.mentioned = true;
  cursor.skip(length);
  // The rest of "<@U123>'s".
  if (isMarked(first) && cursor.peek()?.word === 's') cursor.skip(1);
  return undefined;
}

/** A mention that the app marked up is whole by itself. */
const isMarked = (token: Token): boolean => token.mention && token.end === token.start + 1;

function wordsOfName(reading: Reading): number {
  const { cursor, vocabulary } = reading;
  let length = 1;
  let named = 1;
  for (let token = cursor.peek(length); token; token = cursor.peek(length)) {
    const isName = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}._'-]*$/u.test(token.word);
    if (!isName || ENDS.some((list) => vocabulary.words[list].includes(token.word))) break;
    // "riley tomorrow 22:00"; a day alone may be a name (Sun).
    if (takes(reading, 'start') && instantSaid(cursor, length).said.time) break;
    const introducer = vocabulary.introducers.find(cursor, length);
    if (introducer && PHRASES.includes(introducer.meaning)) break;
    if (/'s$/.test(cursor.peek(length - 1)!.word)) break;
    length += 1;
    named = vocabulary.courtesy.find(cursor, length - 1) ? named : length;
  }
  return named;
}

function faultOf({ slots }: Reading, at: Token, name: string, length: number): Refusal | undefined {
  if (slots.person !== undefined) {
    return refuse(
      at,
      `One person at a time: ${quote(slots.person)} and ${quote(name)} are two. Write a sentence for each.`,
    );
  }
  const isName = isGuid(name) || (/\p{L}/u.test(name) && length <= MOST_WORDS && !looksLikeAddress(name));
  return isName
    ? undefined
    : refuse(
        at,
        `${quote(name)} is not the name of a person. Write a name, an address or a mention, such as for riley.`,
      );
}

import { readLinkCode } from '../linking.ts';
import { type Place, wordAt } from './cursor.ts';
import { quote } from './quote.ts';
import { readPerson } from './read-person.ts';
import { type Reading, type Refusal, refuse, sayVerb } from './reading.ts';
import type { Token } from './tokens.ts';

const CODE =
  'A code has eight letters and digits, such as link 7K2M-9QXY. Write link slack to Ajar in Teams to get one.';

/** After "link": the code that was given elsewhere, or the app to be linked, or nothing. */
export function readLinkWords(reading: Reading): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  let asked = saysCode(reading);
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const noun = vocabulary.codes.find(cursor);
    const code = slots.code === undefined ? codeAt(cursor, asked) : undefined;
    if (code) {
      slots.code = code.value;
      cursor.skip(code.length);
    } else if (noun) {
      asked = true;
      cursor.skip(noun.length);
    } else {
      const isSlip = slots.code === undefined && (asked || /\d/.test(token.word)) && !skippedAt(reading);
      const refusal = isSlip
        ? refuse(token, `${quote(token.raw)} is no code. ${CODE}`)
        : readApp(reading, token);
      if (refusal) return refusal;
    }
  }
  return undefined;
}

/** "link code", "use the code": the verb ended in it. */
function saysCode({ cursor, vocabulary }: Reading): boolean {
  const { lexicon } = cursor;
  return vocabulary.codes.find({ tokens: [cursor.previous()!], at: 0, lexicon }) !== undefined;
}

/** After "unlink": an app, and for admins whose account. */
export function readUnlinkWords(reading: Reading): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const introducer = vocabulary.introducers.find(cursor);
    const isOwner = token.mention || /'s$/.test(token.word);
    const own = vocabulary.words.own.includes(cursor.peek(1)?.word ?? '');
    const isWhose = introducer && (introducer.meaning === 'for' || token.lexeme.isOf);
    const isFrom = introducer?.meaning === 'from' && slots.app === undefined;
    if ((isWhose && !own) || isFrom) cursor.skip(introducer.length);
    const refusal =
      isOwner || (isWhose && !own) ? readPerson(reading, token) : readApp(reading, cursor.peek() ?? token);
    if (refusal) return refusal;
  }
  return undefined;
}

/** One word of the rest: a noun around the app, politeness, or the app itself. */
function readApp(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, verb, vocabulary } = reading;
  const skipped = skippedAt(reading);
  if (skipped > 0) {
    cursor.skip(skipped);
    return undefined;
  }
  const isApp = /^[a-z][a-z0-9-]{0,29}$/.test(token.word) && !vocabulary.structural.has(token.word);
  if (isApp && slots.app === undefined) {
    slots.app = token.word;
    cursor.skip(1);
    return undefined;
  }
  const example = vocabulary.words.examples[verb];
  const error = `Reading stopped at ${quote(token.raw)} (column ${token.column}): ${sayVerb(verb)} takes one chat app. For example: ${example}.`;
  return { ...refuse(token, error), suggestion: example };
}

/** How many words here say nothing. */
function skippedAt({ cursor, vocabulary }: Reading): number {
  const { accounts, courtesy, fillers } = vocabulary;
  const found = [accounts, courtesy, fillers].map((phrases) => phrases.find(cursor)?.length ?? 0);
  return Math.max(...found);
}

/**
 * `7K2M-9QXY`, `7k2m9qxy`, `7K2M 9QXY`. Letters alone with i, l or o in them are a word such as `telegram`, unless a code
 * was asked for: no code is made with these.
 */
function codeAt(
  place: Place,
  asked: boolean,
): { readonly value: string; readonly length: number } | undefined {
  const [first, second] = [wordAt(place, 0), wordAt(place, 1)];
  const whole = /^[a-z0-9]{4}-?[a-z0-9]{4}$/.test(first) ? readLinkCode(first) : undefined;
  const isWord = /^[a-z]+$/.test(first) && /[ilo]/.test(first);
  if (whole !== undefined && (asked || !isWord)) return { value: whole.toUpperCase(), length: 1 };
  const isApart = /^[a-z0-9]{4}$/.test(first) && /^[a-z0-9]{4}$/.test(second);
  const both = isApart && (asked || /\d/.test(first + second)) ? readLinkCode(first + second) : undefined;
  return both === undefined ? undefined : { value: both.toUpperCase(), length: 2 };
}

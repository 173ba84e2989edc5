import { BUILDERS } from './grammar/build.ts';
import { createCursor } from './grammar/cursor.ts';
import { findVerb } from './grammar/find-verb.ts';
import { seenOf } from './grammar/markup.ts';
import type { Sentence } from './grammar/meaning.ts';
import { readRest } from './grammar/read-rest.ts';
import { createReading } from './grammar/reading.ts';
import { tokenize } from './grammar/tokens.ts';
import type { Context } from './grammar/until.ts';
import { createVocabulary } from './grammar/vocabulary.ts';
import { ENGLISH } from './grammar/words-en.ts';

export type * from './grammar/meaning.ts';
export type { Context } from './grammar/until.ts';

/** The most characters (code points) that are read. */
export const LONGEST_SENTENCE = 2000;

const VOCABULARY = createVocabulary(ENGLISH);

/** Reads one sentence; never throws, and its cost is linear in the length of the text. */
export function readSentence(text: string, context: Context): Sentence {
  if (isTooLong(text)) {
    const error = `This is longer than ${LONGEST_SENTENCE} characters, the most that is read. Write one short sentence, such as ${ENGLISH.examples.open}.`;
    return { error, column: LONGEST_SENTENCE + 1 };
  }
  const seen = seenOf(text);
  const tokens = tokenize(seen, VOCABULARY.lexicon, VOCABULARY.keys);
  const cursor = createCursor(tokens, seen, VOCABULARY.lexicon);
  const verb = findVerb(cursor, VOCABULARY, seen);
  if (typeof verb !== 'string') return verb;
  const reading = createReading(verb, cursor, VOCABULARY, context);
  const column = tokens.at(-1)?.column ?? 1;
  return readRest(reading) ?? BUILDERS[verb](reading.slots, { column, verb, words: ENGLISH });
}

/** Points are counted only where it matters: none takes more than two places. */
const isTooLong = (text: string): boolean =>
  text.length > 2 * LONGEST_SENTENCE ||
  (text.length > LONGEST_SENTENCE && Array.from(text).length > LONGEST_SENTENCE);

import { BUILDERS } from './grammar/build.ts';
import { createCursor } from './grammar/cursor.ts';
import { findVerb } from './grammar/find-verb.ts';
import { withoutMarkup } from './grammar/markup.ts';
import type { Sentence } from './grammar/meaning.ts';
import { readRest } from './grammar/read-rest.ts';
import { createSlots, type Reading } from './grammar/reading.ts';
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
  const points = text.length > 2 * LONGEST_SENTENCE ? undefined : Array.from(text);
  if (!points || points.length > LONGEST_SENTENCE) {
    const error = `This is longer than ${LONGEST_SENTENCE} characters, the most that is read. Write one short sentence, such as ${ENGLISH.examples.open}.`;
    return { error, column: LONGEST_SENTENCE + 1 };
  }
  const chars = withoutMarkup(points);
  const tokens = tokenize(chars, VOCABULARY.keys);
  const cursor = createCursor(tokens, chars);
  const verb = findVerb(cursor, VOCABULARY, chars);
  if (typeof verb !== 'string') return verb;
  const reading: Reading = { verb, cursor, slots: createSlots(), vocabulary: VOCABULARY, context };
  const column = tokens.at(-1)?.column ?? 1;
  return readRest(reading) ?? BUILDERS[verb](reading.slots, { column, verb, words: ENGLISH });
}

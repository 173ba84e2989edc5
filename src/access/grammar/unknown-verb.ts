import { SERVICE_NAMES } from '../port.ts';
import { type Cursor, type Place, saidAt } from './cursor.ts';
import { type Lexicon, lexemeOf } from './lexicon.ts';
import { nearest } from './nearest.ts';
import { quote } from './quote.ts';
import type { Refusal } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';
import { wholeAt } from './whole-verb.ts';

/** A word that begins nothing: what it may have been meant to be, or what a sentence of its own is missing. */
export function unknown({ raw, word, column }: Token, cursor: Cursor, vocabulary: Vocabulary): Refusal {
  const { verbs, whole, words } = vocabulary;
  const alone = notAlone(cursor, vocabulary);
  if (alone !== undefined) return { error: alone, column, suggestion: words.examples.open };
  const phrases = [...Object.values(words.verbs), ...Object.values(words.whole).map(plainWords)].flat();
  const near = nearest(word, [...phrases, ...SERVICE_NAMES], 3);
  const like = near === undefined ? NOWHERE : placeOf(near, vocabulary.lexicon);
  const verb = verbs.find(like)?.meaning ?? whole.find(like)?.meaning;
  const example = words.examples[verb ?? 'open'];
  const asked = near === undefined ? '' : ` Did you mean "${near}"?`;
  return {
    error: `Reading stopped at ${quote(raw)} (column ${column}), which is nothing that Ajar can do.${asked} For example: ${example}. For more write help.`,
    column,
    suggestion: example,
  };
}

/** "home web-01", "the usual on web-01". */
function notAlone(cursor: Cursor, vocabulary: Vocabulary): string | undefined {
  const ahead = [0, -1].find((each) => wholeAt(cursor, vocabulary, each));
  if (ahead === undefined) return undefined;
  const { meaning, length } = wholeAt(cursor, vocabulary, ahead)!;
  const { examples } = vocabulary.words;
  const said = saidAt(cursor, ahead, length);
  const id = meaning === 'again' ? `with the id of a request, such as ${examples.again}, or ` : '';
  return `${quote(said)} is a sentence of its own: write it ${id}with nothing after it, or everything that you need, such as ${examples.open}.`;
}

/** Of the many ways to say "the usual" only those in one word: others are too far from any slip. */
const plainWords = (phrases: readonly string[]): readonly string[] =>
  phrases.filter((phrase) => !phrase.includes(' '));

const NOWHERE: Place = { tokens: [], at: 0, lexicon: new Map() };

/** The words of a phrase, as if they had been typed. */
function placeOf(phrase: string, lexicon: Lexicon): Place {
  const tokens = phrase.split(' ').map((word) => ({
    ...{ word, raw: word, column: 1, start: 0, end: 0, mention: false, user: undefined },
    lexeme: lexemeOf(lexicon, word),
  }));
  return { tokens, at: 0, lexicon };
}

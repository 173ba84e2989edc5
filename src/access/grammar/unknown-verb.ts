import { SERVICE_NAMES } from '../port.ts';
import type { Cursor } from './cursor.ts';
import { nearest } from './nearest.ts';
import { quote } from './quote.ts';
import type { Refusal } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';
import { wholeAt } from './whole-verb.ts';

/** A word that begins nothing: what it may have been meant to be, or what a sentence of its own is missing. */
export function unknown({ raw, word, column }: Token, { peek }: Cursor, vocabulary: Vocabulary): Refusal {
  const { verbs, whole, words } = vocabulary;
  const alone = notAlone(peek, vocabulary);
  if (alone !== undefined) return { error: alone, column, suggestion: words.examples.open };
  const phrases = [...Object.values(words.verbs), ...Object.values(words.whole).map(plainWords)].flat();
  const near = nearest(word, [...phrases, ...SERVICE_NAMES], 3);
  const like = (ahead = 0): Token | undefined => (near === undefined ? undefined : tokenOf(near, ahead));
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
function notAlone(peek: Cursor['peek'], vocabulary: Vocabulary): string | undefined {
  const ahead = [0, -1].find((each) => wholeAt(peek, vocabulary, each));
  if (ahead === undefined) return undefined;
  const { meaning, length } = wholeAt(peek, vocabulary, ahead)!;
  const { examples } = vocabulary.words;
  const said = Array.from({ length }, (_, index) => peek(ahead + index)!.raw).join(' ');
  const id = meaning === 'again' ? `with the id of a request, such as ${examples.again}, or ` : '';
  return `${quote(said)} is a sentence of its own: write it ${id}with nothing after it, or everything that you need, such as ${examples.open}.`;
}

/** Of the many ways to say "the usual" only those in one word: others are too far from any slip. */
const plainWords = (phrases: readonly string[]): readonly string[] =>
  phrases.filter((phrase) => !phrase.includes(' '));

const tokenOf = (phrase: string, ahead: number): Token | undefined => {
  const word = phrase.split(' ')[ahead];
  return word === undefined ? undefined : { word, raw: word, column: 1, start: 0, end: 0, mention: false };
};

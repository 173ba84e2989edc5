import { durationAt } from '../duration.ts';
import { isProtocol, isService, SERVICE_NAMES } from '../port.ts';
import type { Cursor } from './cursor.ts';
import type { Char } from './markup.ts';
import { nearest } from './nearest.ts';
import { quote } from './quote.ts';
import type { Refusal } from './reading.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Verb, Words } from './words.ts';

/** The verb of a sentence, with the cursor after it; words of politeness before it are skipped. It is never guessed. */
export function findVerb(cursor: Cursor, vocabulary: Vocabulary, chars: readonly Char[]): Verb | Refusal {
  const { words } = vocabulary;
  let wished = false;
  let greeted = chars.some(({ text }) => text === '?');
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const verb = vocabulary.verbs.find(cursor.peek);
    const skipped = vocabulary.beforeVerb.find(cursor.peek);
    if (verb && verb.length >= (skipped?.length ?? 0)) {
      cursor.skip(verb.length);
      return verb.meaning === 'open' && beginsMore(cursor, vocabulary) ? 'extend' : verb.meaning;
    }
    if (
      beginsLength(cursor, vocabulary) ||
      isService(token.word.split('/', 1)[0]!) ||
      beginsPort(cursor, vocabulary)
    )
      return meantBy(cursor, vocabulary);
    if (!token.mention && !skipped)
      return wished ? meantBy(cursor, vocabulary) : unknown(token.raw, token.column, vocabulary);
    wished ||= skipped?.meaning === 'wishes';
    greeted ||= token.mention || words.greetings.includes(token.word);
    cursor.skip(skipped?.length ?? 1);
  }
  if (greeted) return 'help';
  const first = chars.findIndex(({ text }) => text !== ' ');
  return {
    error: `There is nothing to do in this sentence. For example: ${words.examples.open}. For more write help.`,
    column: chars[Math.max(first, 0)]?.column ?? 1,
    suggestion: words.examples.open,
  };
}

/** Without a verb it is a wish to open, and "another hour on web-01" one to extend: opening would be a new access. So is "+1h". */
function meantBy({ peek, previous }: Cursor, { words, introducers }: Vocabulary): Verb {
  const isAdded = words.and.includes(previous()?.word ?? '');
  for (let ahead = 0; peek(ahead); ) {
    const meaning = introducers.find(peek, ahead)?.meaning;
    if (meaning === 'reason' || meaning === 'purpose') return 'open';
    const { length, isMore } = lengthAt(peek, ahead, words);
    if (isMore || (length > 0 && ahead === 0 && isAdded)) return 'extend';
    ahead += Math.max(length, 1);
  }
  return 'open';
}

/** How many words a length of time takes, and whether it is said to be more of something. */
function lengthAt(
  peek: Cursor['peek'],
  ahead: number,
  words: Words,
): { readonly length: number; readonly isMore: boolean } {
  const found = durationAt((more = 0) => peek(ahead + more), words, Number.POSITIVE_INFINITY);
  const length = found && 'length' in found ? found.length : 0;
  let isMore = false;
  for (let near = Math.max(ahead - 1, 0); length > 0 && near <= ahead + length; near += 1)
    isMore ||= words.longer.includes(peek(near)?.word ?? '');
  return { length, isMore };
}

/** "grant me another hour on web-01" names no port to open. */
function beginsMore({ peek }: Cursor, { words, fillers, atMost }: Vocabulary): boolean {
  const skipped = fillers.find(peek)?.length ?? 0;
  const lead = atMost.find(peek, skipped)?.length ?? 0;
  return [skipped, skipped + lead].some((ahead) => lengthAt(peek, ahead, words).isMore);
}

/** "2h of ssh on web-01", "30 more minutes on web-01", "an extra hour on web-01". */
function beginsLength({ peek }: Cursor, { words, atMost }: Vocabulary): boolean {
  const skipped = atMost.find(peek)?.length ?? 0;
  return [0, skipped].some(
    (first) => durationAt((ahead = 0) => peek(first + ahead), words, Number.POSITIVE_INFINITY) !== undefined,
  );
}

/** "3389 on vm-prod-01", "port 22 on web-01", "161/udp on web-01". */
function beginsPort({ peek }: Cursor, { introducers }: Vocabulary): boolean {
  const word = peek()?.word ?? '';
  const isNumber = /^\d+(?:\/[a-z*\d]+)*$/.test(word);
  return (
    isNumber ||
    introducers.find(peek)?.meaning === 'port' ||
    (isProtocol(word) && /^\d+$/.test(peek(1)?.word ?? ''))
  );
}

function unknown(raw: string, column: number, { verbs, words }: Vocabulary): Refusal {
  const near = nearest(raw.toLowerCase(), [...Object.values(words.verbs).flat(), ...SERVICE_NAMES], 3);
  const verb = near === undefined ? undefined : verbs.find((ahead = 0) => tokenOf(near, ahead))?.meaning;
  const example = words.examples[verb ?? 'open'];
  const asked = near === undefined ? '' : ` Did you mean "${near}"?`;
  return {
    error: `Reading stopped at ${quote(raw)} (column ${column}), which is nothing that Ajar can do.${asked} For example: ${example}. For more write help.`,
    column,
    suggestion: example,
  };
}

const tokenOf = (phrase: string, ahead: number): ReturnType<Cursor['peek']> => {
  const word = phrase.split(' ')[ahead];
  return word === undefined ? undefined : { word, raw: word, column: 1, start: 0, end: 0, mention: false };
};

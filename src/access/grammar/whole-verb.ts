import { readLinkCode } from '../linking.ts';
import { isNearRequestId, readRequestId } from '../request-id.ts';
import { type Cursor, type Place, wordAt } from './cursor.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WholeVerb } from './words.ts';

/** Whether nothing but politeness stands from so many words on. Looked up once, so that asking at every word costs nothing. */
export function createIsAlone({ peek, tokens, lexicon }: Cursor, vocabulary: Vocabulary): IsAlone {
  let from: number | undefined;
  return (ahead) => {
    from ??= politeFrom({ tokens, at: 0, lexicon }, vocabulary);
    return (peek(ahead)?.start ?? from) >= from;
  };
}

export type IsAlone = (ahead: number) => boolean;

/** The character after the last word of a sentence that is not politeness. */
function politeFrom(place: Place, { fillers }: Vocabulary): number {
  let from = 0;
  for (let ahead = 0; ahead < place.tokens.length; ) {
    const token = place.tokens[ahead]!;
    const polite = token.mention ? 1 : (fillers.find(place, ahead)?.length ?? 0);
    if (polite === 0) from = token.end;
    ahead += Math.max(polite, 1);
  }
  return from;
}

/** "home", "the usual please", "again aj-7k2m9q", "aj-7k2m9q again": a verb only where the rest of the sentence fits. */
export function wholeVerb(cursor: Cursor, vocabulary: Vocabulary, isAlone: IsAlone): Found | undefined {
  const echo = vocabulary.echoes.find(cursor);
  const found: Found | undefined = vocabulary.whole.find(cursor) ?? echo;
  const isFirst = cursor.previous()?.mention ?? true;
  if (found && isAlone(found.length) && (found !== echo || isFirst)) return found;
  const before = found?.meaning === 'again' ? wordsBeforeId(cursor, vocabulary, found.length) : undefined;
  if (before !== undefined) return { meaning: 'again', length: before };
  return isIdAgain(cursor, vocabulary) ? { meaning: 'again', length: 0 } : undefined;
}

interface Found {
  readonly meaning: WholeVerb;
  readonly length: number;
}

/** What is said wrongly around a word that is a sentence of its own. */
export const wholeAt = (place: Place, { whole, echoes }: Vocabulary, ahead: number): Found | undefined =>
  whole.find(place, ahead) ?? echoes.find(place, ahead);

/** "aj-7k2m9q again". */
export const isIdAgain = (place: Place, vocabulary: Vocabulary): boolean =>
  isRequest(wordAt(place, 0)) &&
  vocabulary.fillers.find(place, 1) !== undefined &&
  wholeAt(place, vocabulary, 1)?.meaning === 'again';

/** "again for my request aj-7k2m9q": as many words between as these. */
const BETWEEN = 3;

function wordsBeforeId(
  place: Place,
  { introducers, fillers }: Vocabulary,
  first: number,
): number | undefined {
  let ahead = first;
  while (ahead < first + BETWEEN && !isRequest(wordAt(place, ahead))) {
    const meaning = introducers.find(place, ahead)?.meaning;
    const isNoun = meaning === 'request' || meaning === 'for';
    if (!isNoun && !fillers.find(place, ahead)) return undefined;
    ahead += 1;
  }
  return isRequest(wordAt(place, ahead)) ? ahead : undefined;
}

/** An id with a slip in it too: it is told further on. */
function isRequest(said: string): boolean {
  const word = said.startsWith('#') ? said.slice(1) : said;
  return word.startsWith('aj-') && (readRequestId(word) !== undefined || isNearRequestId(word));
}

/** "7K2M-9QXY" and nothing else: grouped, with digits and letters, so that it is no number and no word. */
export function isCodeAlone(place: Place, isAlone: IsAlone): boolean {
  const word = wordAt(place, 0);
  const isGrouped = /^(?=.*\d)(?=.*[a-z])[a-z0-9]{4}-[a-z0-9]{4}$/.test(word);
  return isGrouped && readLinkCode(word) !== undefined && isAlone(1);
}

import { readLinkCode } from '../linking.ts';
import { isNearRequestId, readRequestId } from '../request-id.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WholeVerb } from './words.ts';

/** Whether nothing but politeness stands from so many words on. Looked up once, so that asking at every word costs nothing. */
export function createIsAlone({ peek }: Cursor, { fillers }: Vocabulary): (ahead: number) => boolean {
  let from = 0;
  for (let ahead = 0; peek(ahead); ) {
    const token = peek(ahead)!;
    const polite = token.mention ? 1 : (fillers.find(peek, ahead)?.length ?? 0);
    if (polite === 0) from = token.end;
    ahead += Math.max(polite, 1);
  }
  return (ahead) => (peek(ahead)?.start ?? from) >= from;
}

/** "home", "the usual please", "again aj-7k2m9q", "aj-7k2m9q again": a verb only where the rest of the sentence fits. */
export function wholeVerb(
  { peek, previous }: Cursor,
  vocabulary: Vocabulary,
  isAlone: (ahead: number) => boolean,
): Found | undefined {
  const echo = vocabulary.echoes.find(peek);
  const found: Found | undefined = vocabulary.whole.find(peek) ?? echo;
  const isFirst = previous()?.mention ?? true;
  if (found && isAlone(found.length) && (found !== echo || isFirst)) return found;
  const before = found?.meaning === 'again' ? wordsBeforeId(peek, vocabulary, found.length) : undefined;
  if (before !== undefined) return { meaning: 'again', length: before };
  return isIdAgain(peek, vocabulary) ? { meaning: 'again', length: 0 } : undefined;
}

interface Found {
  readonly meaning: WholeVerb;
  readonly length: number;
}

/** What is said wrongly around a word that is a sentence of its own. */
export const wholeAt = (
  peek: Cursor['peek'],
  { whole, echoes }: Vocabulary,
  ahead: number,
): Found | undefined => whole.find(peek, ahead) ?? echoes.find(peek, ahead);

/** "aj-7k2m9q again". */
export const isIdAgain = (peek: Cursor['peek'], vocabulary: Vocabulary): boolean =>
  isRequest(peek()) &&
  vocabulary.fillers.find(peek, 1) !== undefined &&
  wholeAt(peek, vocabulary, 1)?.meaning === 'again';

/** "again for my request aj-7k2m9q": as many words between as these. */
const BETWEEN = 3;

function wordsBeforeId(
  peek: Cursor['peek'],
  { introducers, fillers }: Vocabulary,
  first: number,
): number | undefined {
  let ahead = first;
  while (ahead < first + BETWEEN && !isRequest(peek(ahead))) {
    const meaning = introducers.find(peek, ahead)?.meaning;
    const isNoun = meaning === 'request' || meaning === 'for';
    if (!isNoun && !fillers.find(peek, ahead)) return undefined;
    ahead += 1;
  }
  return isRequest(peek(ahead)) ? ahead : undefined;
}

/** An id with a slip in it too: it is told further on. */
const isRequest = (token: Token | undefined): boolean => {
  const word = token?.word.replace(/^#/, '') ?? '';
  return readRequestId(word) !== undefined || isNearRequestId(word);
};

/** "7K2M-9QXY" and nothing else: grouped, with digits and letters, so that it is no number and no word. */
export function isCodeAlone({ peek }: Cursor, isAlone: (ahead: number) => boolean): boolean {
  const word = peek()?.word ?? '';
  const isGrouped = /^(?=.*\d)(?=.*[a-z])[a-z0-9]{4}-[a-z0-9]{4}$/.test(word);
  return isGrouped && readLinkCode(word) !== undefined && isAlone(1);
}

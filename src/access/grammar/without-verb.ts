import { durationAt } from '../duration.ts';
import { isProtocol, isService } from '../port.ts';
import type { Cursor } from './cursor.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Verb, Words } from './words.ts';

/** Without a verb it is a wish to open, and "another hour on web-01" one to extend: opening would be a new access. So is "+1h". */
export function meantBy({ peek, previous }: Cursor, { words, introducers }: Vocabulary): Verb {
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
export function beginsMore({ peek }: Cursor, { words, fillers, atMost }: Vocabulary): boolean {
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

/** Whether a wish begins here that has no verb: a length, a service or a port. */
export const beginsWish = (cursor: Cursor, vocabulary: Vocabulary): boolean =>
  beginsLength(cursor, vocabulary) ||
  isService(cursor.peek()!.word.split('/', 1)[0]!) ||
  beginsPort(cursor, vocabulary);

import { durationAt } from '../duration.ts';
import { isProtocol, isService } from '../port.ts';
import { type Cursor, lexemeAt, type Place, wordAt } from './cursor.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Verb } from './words.ts';

/** Without a verb it is a wish to open, and "another hour on web-01" one to extend: opening would be a new access. So is "+1h". */
export function meantBy(cursor: Cursor, { introducers }: Vocabulary): Verb {
  const isAdded = cursor.previous()?.lexeme.isAnd ?? false;
  for (let ahead = 0; cursor.peek(ahead); ) {
    const meaning = introducers.find(cursor, ahead)?.meaning;
    if (meaning === 'reason' || meaning === 'purpose') return 'open';
    const { length, isMore } = lengthAt(cursor, ahead);
    if (isMore || (length > 0 && ahead === 0 && isAdded)) return 'extend';
    ahead += Math.max(length, 1);
  }
  return 'open';
}

/** How many words a length of time takes, and whether it is said to be more of something. */
function lengthAt(place: Place, ahead: number): { readonly length: number; readonly isMore: boolean } {
  const found = durationAt(place, ahead, Number.POSITIVE_INFINITY);
  const length = found && 'length' in found ? found.length : 0;
  let isMore = false;
  for (let near = Math.max(ahead - 1, 0); length > 0 && near <= ahead + length; near += 1)
    isMore ||= lexemeAt(place, near).isLonger;
  return { length, isMore };
}

/** "grant me another hour on web-01" names no port to open. */
export function beginsMore(place: Place, { fillers, atMost }: Vocabulary): boolean {
  const skipped = fillers.find(place)?.length ?? 0;
  const lead = atMost.find(place, skipped)?.length ?? 0;
  return lengthAt(place, skipped).isMore || (lead > 0 && lengthAt(place, skipped + lead).isMore);
}

/** "2h of ssh on web-01", "30 more minutes on web-01", "an extra hour on web-01". */
function beginsLength(place: Place, { atMost }: Vocabulary): boolean {
  const skipped = atMost.find(place)?.length ?? 0;
  const isLength = (ahead: number): boolean =>
    durationAt(place, ahead, Number.POSITIVE_INFINITY) !== undefined;
  return isLength(0) || (skipped > 0 && isLength(skipped));
}

/** "3389 on vm-prod-01", "port 22 on web-01", "161/udp on web-01", "ssh". */
function beginsPort(place: Place, { introducers }: Vocabulary): boolean {
  if (introducers.find(place)?.meaning === 'port') return true;
  if (!lexemeAt(place, 0).beginsPort) return false;
  const word = wordAt(place, 0);
  return (
    isService(word.split('/', 1)[0]!) ||
    /^\d+(?:\/[a-z*\d]+)*$/.test(word) ||
    (isProtocol(word) && lexemeAt(place, 1).isWhole)
  );
}

/** Whether a wish begins here that has no verb: a length, a service or a port. */
export const beginsWish = (place: Place, vocabulary: Vocabulary): boolean =>
  beginsLength(place, vocabulary) || beginsPort(place, vocabulary);

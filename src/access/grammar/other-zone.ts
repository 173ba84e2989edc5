import { quote } from './quote.ts';
import { type Reading, type Refusal, refuse } from './reading.ts';

/** "18:00 CET", "18:00+01:00", "18:00 Berlin time": which zone is read, and how to name another. */
export function otherZone({ cursor, vocabulary, context }: Reading, ahead: number): Refusal | undefined {
  const token = cursor.peek(ahead);
  const next = cursor.peek(ahead + 1);
  if (!token) return undefined;
  const isJoined = token.start === cursor.peek(ahead - 1)!.end || token.end === next?.start;
  const isOffset = isJoined && /^[+-]$/.test(token.word) && /^\d/.test(next?.word ?? '');
  const isNamed = next?.word === 'time' && /^\p{L}+$/u.test(token.word);
  const isShort = token.lexeme.isOtherZone;
  if (!isOffset && !isShort && (!isNamed || vocabulary.fillers.find(cursor, ahead))) return undefined;
  const said = isShort ? token.raw : isOffset ? `${token.raw}${next!.raw}` : `${token.raw} ${next!.raw}`;
  return refuse(token, foreignZone(said, context.zone));
}

/** Why a zone is not read, and which one is. */
export const foreignZone = (said: string, zone: string): string =>
  `${quote(said)} is not read: a time is one of your own zone, ${zone}. Leave it out, or write UTC or the name of a zone, such as until 18:00 Europe/Berlin.`;

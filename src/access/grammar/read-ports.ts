import { durationAt } from '../duration.ts';
import { formatPort, isProtocol, isService, type Port, readPort } from '../port.ts';
import { note, type Reading, type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';

/** Begins like a port: a number, `161/udp`, `tcp 22`, a service. Numbers with a unit after them are durations. */
export function portAhead({ cursor, vocabulary }: Reading, ahead = 0): boolean {
  const word = cursor.peek(ahead)?.word ?? '';
  const isLike =
    isService(word.split('/', 1)[0]!) ||
    /^-?\d+(?:\/[a-z*]|-\d+$|$)/.test(word) ||
    /^(?:tcp|udp)\//.test(word) ||
    (isProtocol(word) && /^\d+$/.test(cursor.peek(ahead + 1)?.word ?? ''));
  return isLike && !durationAt((more = 0) => cursor.peek(ahead + more), vocabulary.words, Infinity);
}

/** `22`, `22 and 3389`, `22,443/tcp`, `ssh and rdp`, `161 udp`. The cursor stands at the first. */
export function readPorts(reading: Reading): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  const misplaced = note(reading, 'port', cursor.peek()!);
  if (misplaced) return misplaced;
  for (;;) {
    const refusal = readOne(reading, cursor.peek()!);
    if (refusal) return refusal;
    let joint = 0;
    while (joint < 2 && vocabulary.words.and.includes(cursor.peek(joint)?.word ?? '')) joint += 1;
    const noun = vocabulary.introducers.find(cursor.peek, joint);
    const named = noun?.meaning === 'port' ? noun.length : 0;
    if (!portAhead(reading, joint + named)) return undefined;
    // "22 443": a number that stands alone after a list may be a slip, but never after "on web-01 for 2h".
    cursor.skip(joint + named);
  }
}

function readOne({ cursor, slots }: Reading, token: Token): Refusal | undefined {
  const next = cursor.peek(1)?.word ?? '';
  const isBefore = isProtocol(token.word) && token.word !== '*';
  const isAfter = /^\d+$/.test(token.word) && (next === 'tcp' || next === 'udp');
  const text = isBefore ? `${next}/${token.word}` : isAfter ? `${token.word}/${next}` : token.word;
  const ports = readPort(text);
  if ('error' in ports) return refuse(token, ports.error);
  cursor.skip(isBefore || isAfter ? 2 : 1);
  for (const port of ports as readonly Port[]) slots.ports.set(formatPort(port), port);
  return undefined;
}

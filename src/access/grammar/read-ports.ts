import { durationAt } from '../duration.ts';
import { formatPort, isProtocol, isService, type Port, readPort } from '../port.ts';
import { lexemeAt, wordAt } from './cursor.ts';
import { note, type Reading, type Refusal, refuse } from './reading.ts';
import type { Token } from './tokens.ts';

/** Begins like a port: a number, `161/udp`, `tcp 22`, a service. Numbers with a unit after them are durations. */
export function portAhead({ cursor }: Reading, ahead = 0): boolean {
  const { beginsPort, isWhole } = lexemeAt(cursor, ahead);
  if (!beginsPort) return false;
  const word = wordAt(cursor, ahead);
  const isLike =
    isWhole ||
    /^-?\d+(?:\/[a-z*]|(?:\/\d+)+$|-\d+$|$)/.test(word) ||
    /^(?:tcp|udp)\//.test(word) ||
    isService(word) ||
    isService(word.split('/', 1)[0]!) ||
    (isProtocol(word) && lexemeAt(cursor, ahead + 1).isWhole);
  return isLike && !durationAt(cursor, ahead, Number.POSITIVE_INFINITY);
}

/** `22`, `22 and 3389`, `22,443/tcp`, `ssh and rdp`, `161 udp`. The cursor stands at the first. */
export function readPorts(reading: Reading): Refusal | undefined {
  const { cursor, vocabulary, slots } = reading;
  const first = cursor.peek()!;
  const misplaced = note(reading, 'port', first);
  if (misplaced) return misplaced;
  // "22 on web-01 port 443", "22 to 25": without "and" it says again which port is meant.
  let before = slots.ports.size > 0 && !slots.joined ? [...slots.ports.keys()] : undefined;
  for (;;) {
    const token = cursor.peek()!;
    const isName = isService(token.word);
    const refusal = readOne(reading, token) ?? differing(reading, before, token);
    if (refusal) return refusal;
    let joint = 0;
    while (joint < 2 && lexemeAt(cursor, joint).isAnd) joint += 1;
    const noun = vocabulary.introducers.find(cursor, joint);
    const named = noun?.meaning === 'port' ? noun.length : 0;
    if (!portAhead(reading, joint + named)) return undefined;
    // "ssh 2222", "ssh port 2222" are one port said twice, "22 443" and "ssh rdp" are two.
    cursor.skip(joint + named);
    const isSame = joint === 0 && (named > 0 || isName !== isService(cursor.peek()!.word));
    before = isSame ? [...slots.ports.keys()] : undefined;
  }
}

/** A refusal when ports were said twice and the two differ: opening both would be more than was asked. */
export function differing(
  { slots }: Reading,
  before: readonly string[] | undefined,
  at: Token,
): Refusal | undefined {
  if (!before) return undefined;
  const added = [...slots.ports.keys()].filter((port) => !before.includes(port));
  if (added.length === 0) return undefined;
  const [first, second] = [before, added].map((ports) => ports.join(', '));
  return refuse(
    at,
    `The port is given twice: ${first} and ${second}. Say one of them, or name every port with "and" between, such as 22 and 443.`,
  );
}

function readOne({ cursor, slots }: Reading, token: Token): Refusal | undefined {
  const next = cursor.peek(1)?.word ?? '';
  const isBefore = isProtocol(token.word) && token.word !== '*';
  const isAfter = token.lexeme.isWhole && (next === 'tcp' || next === 'udp');
  const text = isBefore ? `${next}/${token.word}` : isAfter ? `${token.word}/${next}` : token.word;
  const ports = readPort(text);
  if ('error' in ports) return refuse(token, ports.error);
  cursor.skip(isBefore || isAfter ? 2 : 1);
  for (const port of ports as readonly Port[]) slots.ports.set(formatPort(port), port);
  return undefined;
}

import { readBare } from './read-bare.ts';
import { readBy, readFor, requiredLength } from './read-for.ts';
import { readGroup } from './read-group.ts';
import { readLast, readLengthAfter, readUntil } from './read-length.ts';
import { readReason, readTicketAfter } from './read-reason.ts';
import { readSources } from './read-sources.ts';
import { readIn, readMeans, readPortNoun, readVmNoun, readWhere } from './read-where.ts';
import { notUnderstood, type Reading, type Refusal, takes } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Introducer } from './words.ts';

/** Reads everything after the verb, phrase by phrase in any order; every phrase takes at least one word. */
export function readPhrases(reading: Reading): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const introducer = vocabulary.introducers.find(cursor.peek);
    const filler = vocabulary.fillers.find(cursor.peek);
    let refusal: Refusal | undefined;
    if (token.mention) cursor.skip(1);
    else if (filler && filler.length >= (introducer?.length ?? 0)) cursor.skip(filler.length);
    else if (introducer) refusal = readIntroduced(reading, introducer.meaning, introducer.length, token);
    else refusal = readBare(reading, token);
    if (refusal) return refusal;
  }
  return undefined;
}

type Read = (reading: Reading, token: Token) => Refusal | undefined;

const READERS: Readonly<Record<Introducer, Read>> = {
  where: readWhere,
  in: readIn,
  for: readFor,
  length: (reading, token) => requiredLength(reading, token, readLengthAfter(reading)),
  by: readBy,
  until: readUntil,
  from: readSources,
  means: readMeans,
  reason: (reading, token) => readReason(reading, reading.cursor.previous()?.end ?? token.end, token),
  ticket: readTicketAfter,
  last: readLast,
  port: readPortNoun,
  group: readGroup,
  vm: readVmNoun,
  request: () => undefined,
};

function readIntroduced(
  reading: Reading,
  meaning: Introducer,
  length: number,
  token: Token,
): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  // "since the disk is full" is a reason wherever nobody looks back.
  if (meaning === 'last' && !takes(reading, 'since')) return notUnderstood(reading, token);
  cursor.skip(length);
  if (meaning === 'reason' && vocabulary.introducers.find(cursor.peek)?.meaning === 'ticket') {
    return readReason(reading, cursor.peek()!.start, token);
  }
  return READERS[meaning](reading, token);
}

import { namesAnother } from './addressed.ts';
import { readBare } from './read-bare.ts';
import { readBehalf } from './read-behalf.ts';
import { readBy, readFor, requiredLength } from './read-for.ts';
import { readGroup } from './read-group.ts';
import { readJit } from './read-jit.ts';
import { readLast } from './read-last.ts';
import { readLength, readLengthAfter } from './read-length.ts';
import { readPronoun } from './read-pronoun.ts';
import { readPurpose } from './read-purpose.ts';
import { readReason, readTicketAfter } from './read-reason.ts';
import { readSince } from './read-since.ts';
import { readSources } from './read-sources.ts';
import { readStart, readStarting, settleStart } from './read-start.ts';
import { readUntil } from './read-until.ts';
import { readIn, readMeans, readPortNoun, readVmNoun, readWhere } from './read-where.ts';
import { notUnderstood, type Reading, type Refusal, refuse, takes } from './reading.ts';
import type { Token } from './tokens.ts';
import { isJitVerb } from './vocabulary.ts';
import type { Introducer } from './words.ts';

/** Reads everything after the verb, phrase by phrase in any order; every phrase takes at least one word. */
export function readPhrases(reading: Reading): Refusal | undefined {
  const { cursor, vocabulary, verb } = reading;
  const isJit = isJitVerb(verb);
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const introducer = vocabulary.introducers.find(cursor);
    const filler = vocabulary.fillers.find(cursor);
    const isEarly = isJit || token.lexeme.beginsEarly;
    const early = isEarly ? readFirst(reading, token, filler?.length ?? 0) : 'none';
    let refusal: Refusal | undefined;
    if (early !== 'none') refusal = early;
    else if (token.mention) refusal = readMention(reading);
    else if (verb !== 'approve' && cursor.peek(1)?.mention && vocabulary.words.copies.includes(token.word))
      cursor.skip(2);
    else if (filler && filler.length >= (introducer?.length ?? 0)) cursor.skip(filler.length);
    else if (introducer) refusal = readIntroduced(reading, introducer.meaning, introducer.length, token);
    else refusal = readBare(reading, token);
    if (refusal) return refusal;
    const isAnd = early === 'none' && token.lexeme.isAnd;
    if (isAnd || !filler) reading.slots.joined = isAnd;
  }
  return settleStart(reading);
}

/** A mention says nothing, unless it may be that of whom an approval is asked for. */
function readMention({ cursor, verb }: Reading): Refusal | undefined {
  const refusal = verb === 'approve' ? namesAnother(cursor) : undefined;
  cursor.skip(1);
  return refusal;
}

/** What is told by its first words whatever else they may mean; `none` when nothing of the kind stands here. */
function readFirst(reading: Reading, token: Token, filler: number): Refusal | 'none' | undefined {
  const { cursor, vocabulary } = reading;
  const csv = takes(reading, 'csv') ? vocabulary.csv.find(cursor) : undefined;
  if (csv) {
    cursor.skip(csv.length);
    reading.slots.csv = true;
    return undefined;
  }
  if (takes(reading, 'since')) {
    const since = readSince(reading);
    if (since !== 'none') return since;
  }
  const start = readStart(reading);
  if (start !== 'none') return start;
  const jit = readJit(reading, token);
  if (jit !== 'none') return jit;
  const behalf = vocabulary.behalf.find(cursor);
  if (behalf && takes(reading, 'behalf')) {
    cursor.skip(behalf.length);
    return readBehalf(reading, token);
  }
  if (behalf) {
    return refuse(
      token,
      'Nobody does this on behalf of somebody else: only an opening is asked for somebody, such as open 22 on web-01 on behalf of riley. Leave the other person out, or let them write.',
    );
  }
  // "an hour on web-01": the article is a number here.
  if (filler > 0 && token.lexeme.isArticle) {
    const length = readLength(reading);
    if (length !== 'none') return length;
  }
  const pronoun = vocabulary.pronouns.find(cursor)?.length ?? 0;
  return pronoun >= filler ? readPronoun(reading, token) : 'none';
}

type Read = (reading: Reading, token: Token) => Refusal | undefined;

const READERS: Readonly<Record<Introducer, Read>> = {
  where: readWhere,
  in: readIn,
  for: readFor,
  length: (reading, token) => requiredLength(reading, token, readLengthAfter(reading)),
  by: readBy,
  until: readUntil,
  start: readStarting,
  from: (reading, token) => {
    const start = readStart(reading, token);
    return start === 'none' ? readSources(reading, token) : start;
  },
  means: readMeans,
  reason: (reading, token) => readReason(reading, reading.cursor.previous()?.end ?? token.end, token),
  purpose: (reading, token) => readPurpose(reading, reading.cursor.previous()?.end ?? token.end, token),
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
  const isOther = meaning === 'start' && !takes(reading, 'start');
  if (isOther || (meaning === 'last' && !takes(reading, 'since'))) return notUnderstood(reading, token);
  cursor.skip(length);
  // "audit web-01 from 2026-10-01"
  if (meaning === 'from' && takes(reading, 'since')) {
    const since = readSince(reading);
    if (since !== 'none') return since;
  }
  if (
    (meaning === 'reason' || meaning === 'purpose') &&
    vocabulary.introducers.find(cursor)?.meaning === 'ticket'
  ) {
    return readReason(reading, cursor.peek()!.start, token);
  }
  return READERS[meaning](reading, token);
}

import { isGuid } from '../guid.ts';
import type { Place } from './cursor.ts';
import { quote } from './quote.ts';
import { readPerson } from './read-person.ts';
import { readReason } from './read-reason.ts';
import { nameAhead, readVms } from './read-vms.ts';
import { notUnderstood, type Reading, type Refusal, refuse, skipArticles } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Introducer } from './words.ts';

const WHOSE =
  'Say on which VM or of which person: close everything on vm-prod-01, or close everything for riley. Your own are closed one by one: close aj-7k2m9q.';

/** After "close": "everything …", "all access …", "access for everyone …". */
export function saysAll(place: Place, { fillers, all, introducers }: Vocabulary): boolean {
  let ahead = 0;
  for (let polite = 1; polite > 0; ahead += polite) polite = fillers.find(place, ahead)?.length ?? 0;
  if (introducers.find(place, ahead)?.meaning === 'for') ahead += 1;
  return all.find(place, ahead) !== undefined;
}

/** "everything on vm-prod-01", "all access for riley": a VM or a person, and perhaps why. */
export function readCloseAll(reading: Reading): Refusal | undefined {
  const { cursor, slots } = reading;
  let last = cursor.peek()!;
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    last = token;
    const refusal = readOne(reading, token);
    if (refusal) return refusal;
  }
  return slots.vms.size === 0 && slots.person === undefined ? refuse(last, WHOSE) : undefined;
}

function readOne(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const isNamed = slots.vms.size > 0 || slots.person !== undefined;
  const introducer = vocabulary.introducers.find(cursor);
  const owner = cursor.peek(introducer?.length ?? 0)?.word ?? '';
  const isOn = introducer?.meaning === 'where' && !token.lexeme.isOf;
  if (!isNamed && !isOn && vocabulary.words.own.includes(owner)) return refuse(token, WHOSE);
  const { things, all, fillers } = vocabulary;
  const length = Math.max(...[things, all, fillers].map((phrases) => phrases.find(cursor)?.length ?? 0));
  if (length > 0 && length >= (introducer?.length ?? 0)) {
    cursor.skip(length);
    return undefined;
  }
  if (!introducer) return isNamed ? second(reading, token) : readBare(reading, token);
  cursor.skip(introducer.length);
  const reason = readWhy(reading, introducer.meaning, token);
  if (reason !== 'none') return reason;
  if (isNamed) return second(reading, token);
  return all.find(cursor) ? undefined : readTarget(reading, introducer.meaning, token);
}

/** "because …", and, once it is said where, "to stop the attack". */
function readWhy(reading: Reading, meaning: Introducer, token: Token): Refusal | 'none' | undefined {
  const { cursor, slots } = reading;
  if (meaning === 'reason' || meaning === 'purpose') {
    return readReason(reading, cursor.previous()!.end, token);
  }
  const next = cursor.peek();
  const isPurpose = token.word === 'to' && next && cursor.peek(1) && /^\p{L}+$/u.test(next.word);
  const isNamed = slots.vms.size > 0 || slots.person !== undefined;
  return isPurpose && isNamed ? readReason(reading, next.start, token) : 'none';
}

function readTarget(reading: Reading, meaning: Introducer, before: Token): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  // "An Nguyen" is a name.
  if (cursor.peek()?.raw === cursor.peek()?.word) skipArticles(reading);
  const isNoun = vocabulary.introducers.find(cursor)?.meaning === 'vm' && nameAhead(reading, 1);
  if (isNoun) cursor.skip(1);
  const next = cursor.peek();
  const where = meaning === 'where' && !vocabulary.words.of.includes(before.word);
  const isVm = isNoun || meaning === 'vm' || (where && !next?.mention) || isLikeVm(next);
  if (meaning === 'in') return refuse(before, GROUP);
  const isName = next && !vocabulary.structural.has(next.word);
  if (isVm) return isName ? readVms(reading) : refuse(next ?? before, WHOSE);
  if (vocabulary.words.people.includes(next?.word ?? '') && cursor.peek(1)) cursor.skip(1);
  return readPerson(reading, before);
}

const GROUP =
  'A resource group is not closed as a whole: name one VM after another, such as close everything on vm-prod-01.';

/** People have no digits with hyphens in their names; an address or an object id has. */
const isLikeVm = (token: Token | undefined): boolean =>
  token !== undefined &&
  /^(?=.*\d)[^@]*-|^\/subscriptions\//.test(token.word) &&
  !token.mention &&
  !isGuid(token.word);

/** "all web-01", "everything riley has": without a preposition only what can be nothing else. */
function readBare(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  const isOwner = /'s$/.test(token.word) || vocabulary.words.has.includes(cursor.peek(1)?.word ?? '');
  if (token.mention || isOwner) return readPerson(reading, token);
  if (isLikeVm(token)) return readVms(reading);
  if (!nameAhead(reading)) return notUnderstood(reading, token);
  const both = `close everything on ${token.raw}, or close everything for ${token.raw}`;
  return refuse(token, `${quote(token.raw)} may be a VM or a person: write ${both}.`);
}

/** Something after the VM or the person. */
function second(reading: Reading, token: Token): Refusal {
  const { cursor, vocabulary } = reading;
  const isJoined = vocabulary.words.and.includes(cursor.previous()?.word ?? '');
  const isIntroduced = cursor.peek() !== token && (cursor.peek()?.mention || nameAhead(reading));
  return token.mention || isJoined || isIntroduced ? refuse(token, ONE) : notUnderstood(reading, token);
}

const ONE =
  'One VM or one person at a time: everything on a VM, or everything of a person. Write a sentence for each.';

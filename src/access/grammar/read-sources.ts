import { looksLikeAddress, readSource } from '../address.ts';
import { timeOfDayAt } from './clock-words.ts';
import { lexemeAt, wordAt } from './cursor.ts';
import { quote } from './quote.ts';
import { note, type Reading, type Refusal, refuse, skipArticles } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Verb } from './words.ts';

const EXAMPLES =
  'Write an address (from 203.0.113.7), a range (from 203.0.113.0/24) or a named network (from vpn).';
const HERE = `A chat does not tell Ajar the address that you come from, so write it. ${EXAMPLES}`;
const ANYWHERE = '0.0.0.0/0';
/** How the policy may name a network; begins with a letter, so that no half of an address passes as one (HOLES H22). */
const NETWORK = /^[a-z][a-z0-9_.-]{0,63}$/;

/** One or several sources; the cursor stands after "from". */
export function readSources(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  const before = cursor.previous()!;
  if (isHere(reading, token, before)) return noteOwn(reading, token);
  const misplaced = note(reading, 'source', before);
  if (misplaced) return misplaced;
  for (;;) {
    const refusal = readOne(reading, before);
    if (refusal) return refusal;
    let joint = 0;
    while (joint < 2 && lexemeAt(cursor, joint).isAnd) joint += 1;
    const noun = joint > 0 ? vocabulary.introducers.find(cursor, joint) : undefined;
    const named = noun?.meaning === 'from' ? noun.length : 0;
    if (!isNextSource(reading, joint, named)) return undefined;
    cursor.skip(joint + named);
  }
}

/** "from my ip" with no address after it. */
function isHere({ cursor, vocabulary }: Reading, token: Token, before: Token): boolean {
  const next = cursor.peek();
  const isPhrase = before !== token || vocabulary.words.here.includes(token.word);
  const isSaid = next && !next.mention && !vocabulary.structural.has(next.word);
  return isPhrase && !isSaid;
}

/** The asker's own address is not known here: what asks for access has a page that sees it, anything else has it written. */
function noteOwn(reading: Reading, token: Token): Refusal | undefined {
  if (!SEEN_BY_A_PAGE.includes(reading.verb)) return refuse(token, HERE);
  reading.slots.own = true;
  return note(reading, 'source', token);
}

const SEEN_BY_A_PAGE: readonly Verb[] = ['open', 'breakGlass', 'repin'];

/** "from here", "from my laptop": how many words say that it is where the asker is. */
function wordsForHere({ cursor, vocabulary }: Reading): number {
  const { alone, devices } = vocabulary.words.hereWords;
  const first = wordAt(cursor, 0);
  if (alone.includes(first)) return 1;
  return vocabulary.words.here.includes(first) && devices.includes(wordAt(cursor, 1)) ? 2 : 0;
}

/** After "and" a name too; without it only what looks like an address. */
function isNextSource({ cursor, vocabulary }: Reading, joint: number, named: number): boolean {
  const next = cursor.peek(joint + named);
  if (!next || next.mention) return false;
  if (looksLikeAddress(next.raw) || named > 0) return true;
  return (
    joint > 0 &&
    NETWORK.test(next.word) &&
    !vocabulary.reserved.has(next.word) &&
    !vocabulary.introducers.find(cursor, joint)
  );
}

function readOne(reading: Reading, before: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const anywhere = vocabulary.anywhere.find(cursor, lexemeAt(cursor, 0).isArticle ? 1 : 0);
  skipArticlesBut(reading);
  const token = cursor.peek();
  if (!token || token.mention)
    return refuse(token ?? before, `${quote(before.raw)} is followed by a source. ${EXAMPLES}`);
  if (anywhere) {
    cursor.skip(anywhere.length);
    slots.sources.add(ANYWHERE);
    return undefined;
  }
  const own = wordsForHere(reading);
  if (own > 0) {
    cursor.skip(own);
    return noteOwn(reading, token);
  }
  if (vocabulary.words.here.includes(token.word)) return refuse(token, HERE);
  return NETWORK.test(token.word) ? readNetwork(reading, token) : readAddress(reading, token);
}

/** "from my laptop" must stay visible as such: only other articles are skipped. */
function skipArticlesBut(reading: Reading): void {
  const { here } = reading.vocabulary.words;
  if (!here.includes(reading.cursor.peek()?.word ?? '')) skipArticles(reading);
}

function readAddress({ cursor, slots }: Reading, token: Token): Refusal | undefined {
  if (timeOfDayAt(cursor, 0)) {
    return refuse(
      token,
      'Ajar acts at once: only an opening can be asked for later. Leave it out, or ask then.',
    );
  }
  const source = readSource(token.word);
  if (typeof source !== 'string') return refuse(token, source.error);
  cursor.skip(1);
  slots.sources.add(source);
  return undefined;
}

function readNetwork({ cursor, slots, vocabulary }: Reading, token: Token): Refusal | undefined {
  if (vocabulary.structural.has(token.word)) {
    return refuse(token, `${quote(token.raw)} is not a source. ${EXAMPLES}`);
  }
  const next = cursor.peek(1);
  // "from gateway 203.0.113.7" names one place, not two.
  if (next && looksLikeAddress(next.raw)) {
    return refuse(
      next,
      `${quote(`${token.raw} ${next.raw}`)} is not one source. Write the address alone, or "and" between two sources.`,
    );
  }
  cursor.skip(1);
  slots.networks.add(token.word);
  if (/^(?:network|range|net)$/.test(cursor.peek()?.word ?? '')) cursor.skip(1);
  return undefined;
}

/** An address without "from": it can be nothing else. */
export function readBareSource(reading: Reading): Refusal | undefined {
  const token = reading.cursor.peek()!;
  return note(reading, 'source', token) ?? readAddress(reading, token);
}

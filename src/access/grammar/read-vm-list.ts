import { setGroup } from './read-group.ts';
import { notUnderstood, type Reading, type Refusal, refuse, skipArticles } from './reading.ts';
import type { Token } from './tokens.ts';
import type { Introducer, VmFilterWord } from './words.ts';

/** What may stand before a word that is searched for, and means nothing. */
const LEADS: readonly Introducer[] = ['where', 'means', 'for', 'vm'];
/** More words than a name, a group and a subscription have. */
const MOST_WORDS = 8;

/** After "vms": words to search by, "in rg-web", "subscription prod", "tag env=prod", "not configured", "page 2", in any order. */
export function readVmList(reading: Reading): Refusal | undefined {
  const { cursor } = reading;
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const refusal = readOne(reading, token);
    if (refusal) return refusal;
  }
  return undefined;
}

function readOne(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const protection = vocabulary.protections.find(cursor);
  if (protection) {
    slots.protection = protection.meaning;
    return skip(reading, protection.length);
  }
  const filter = vocabulary.vmFilters.find(cursor);
  if (filter && cursor.peek(filter.length)) {
    cursor.skip(filter.length);
    return FILTERS[filter.meaning](reading, cursor.peek()!);
  }
  const { courtesy, all, introducers, words, structural } = vocabulary;
  const polite = courtesy.find(cursor)?.length ?? all.find(cursor)?.length ?? 0;
  if (polite > 0 || token.mention || [...words.and, ...words.articles].includes(token.word))
    return skip(reading, Math.max(polite, 1));
  const introducer = introducers.find(cursor);
  const isGroup = introducer?.meaning === 'in' || introducer?.meaning === 'group';
  if (introducer && isGroup && cursor.peek(introducer.length)) return readIn(reading, introducer.length);
  if (introducer && LEADS.includes(introducer.meaning)) return skip(reading, introducer.length);
  const isWord = /^[\p{L}\p{N}][\p{L}\p{N}_.()/-]*$/u.test(token.word) && token.word.length <= 90;
  if (introducer || !isWord || structural.has(token.word) || slots.words.length === MOST_WORDS)
    return notUnderstood(reading, token);
  if (isAssigned(reading)) return readTag(reading, token);
  slots.words.push(token.raw);
  return skip(reading, 1);
}

const FILTERS: Readonly<Record<VmFilterWord, (reading: Reading, token: Token) => Refusal | undefined>> = {
  tag: readTag,
  subscription(reading, token) {
    reading.slots.subscription = token.raw;
    return skip(reading, 1);
  },
  page(reading, token) {
    const page = Number(token.word);
    if (!/^\d{1,5}$/.test(token.word) || page < 1)
      return refuse(token, 'A page is a number from 1 on: vms prod page 2.');
    reading.slots.page = page;
    return skip(reading, 1);
  },
};

/** "in rg-web", "in the resource group rg-web", "in subscription prod". */
function readIn(reading: Reading, length: number): Refusal | undefined {
  const { cursor, vocabulary, slots } = reading;
  cursor.skip(length);
  skipArticles(reading);
  if (vocabulary.vmFilters.find(cursor)) return undefined;
  const noun = vocabulary.introducers.find(cursor);
  if (noun?.meaning === 'group') cursor.skip(noun.length);
  const token = cursor.peek();
  if (!token) return notUnderstood(reading, cursor.previous()!);
  if (vocabulary.structural.has(token.word)) return notUnderstood(reading, token);
  slots.last = 'group';
  return setGroup(reading, token, token.raw) ?? skip(reading, 1);
}

/** `env=prod` is two words to the reader of words, and `owner="print team"` three; a key may stand alone. */
function readTag(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const [key = '', inOne] = token.raw.split(':', 2);
  if (vocabulary.structural.has(token.word) || key === '') return notUnderstood(reading, token);
  const isGiven = isAssigned(reading);
  cursor.skip(1);
  const value = inOne || (isGiven ? readValue(reading, token) : undefined);
  slots.tags.push({ key, ...(value === undefined ? {} : { value }) });
  return undefined;
}

const isAssigned = ({ cursor }: Reading): boolean => gap(cursor, 0).includes('=');

/** The value that begins at the cursor; in quotes up to the closing one. */
function readValue({ cursor }: Reading, key: Token): string {
  const first = cursor.peek()!;
  const isQuoted = QUOTE.test(cursor.between(key.end, first.start));
  let last = 0;
  while (isQuoted && cursor.peek(last + 1) && !QUOTE.test(gap(cursor, last))) last += 1;
  const value = cursor.between(first.start, cursor.peek(last)!.end);
  cursor.skip(last + 1);
  return value;
}

const QUOTE = /["“”„«»]/;

/** What stands between a word and the next one. */
function gap(cursor: Reading['cursor'], ahead: number): string {
  const [word, next] = [cursor.peek(ahead), cursor.peek(ahead + 1)];
  return word && next ? cursor.between(word.end, next.start) : '';
}

function skip({ cursor }: Reading, count: number): undefined {
  cursor.skip(count);
  return undefined;
}

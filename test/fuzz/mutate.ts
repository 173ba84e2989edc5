import { NASTY_TEXTS, NASTY_VALUES } from './nasty.ts';
import type { Random } from './random.ts';

/** Once in so many a text is very long: what costs more than its length shows there. */
const LONG = 4_000;

/** A text that is like one of these, or like none. */
export function textLike(random: Random, seeds: readonly string[], words: readonly string[]): string {
  if (random.oneIn(LONG)) return longText(random, words);
  const text = random.oneIn(3) ? sentence(random, words) : random.pick(seeds);
  return damaged(random, text, words);
}

/** Words of the trade in any order. */
export const sentence = (random: Random, words: readonly string[], join = ' '): string =>
  Array.from({ length: 1 + random.int(12) }, () => random.pick(words)).join(random.oneIn(9) ? '' : join);

/** One piece over and over: what a pattern that tries every way would never come back from. */
function longText(random: Random, words: readonly string[]): string {
  const piece = random.pick(random.oneIn(2) ? words : NASTY_TEXTS) || 'a';
  const tail = random.pick(NASTY_TEXTS);
  return piece.repeat(Math.ceil((1 + random.int(60_000)) / piece.length)) + tail;
}

export function damaged(random: Random, text: string, words: readonly string[]): string {
  let result = text;
  for (let times = random.int(4); times > 0; times -= 1) result = damagedOnce(random, result, words);
  return result;
}

function damagedOnce(random: Random, text: string, words: readonly string[]): string {
  const at = random.int(text.length + 1);
  const to = Math.min(text.length, at + random.int(8));
  const [head, part, tail] = [text.slice(0, at), text.slice(at, to), text.slice(to)];
  switch (random.int(8)) {
    case 0:
      return head + tail;
    case 1:
      return head + random.pick(NASTY_TEXTS) + tail;
    case 2:
      return head + String.fromCharCode(random.int(random.oneIn(2) ? 128 : 65_536)) + tail;
    case 3:
      return head + part + part + tail;
    case 4:
      return head + random.pick(words) + tail;
    case 5:
      return tail + part + head;
    case 6:
      return head + part.toUpperCase() + tail;
    default:
      return head + (part || 'a').repeat(1 + random.int(40)) + tail;
  }
}

/** A value as JSON has it, that is like one of these: parts taken out, doubled, moved, or of another kind. */
export function valueLike(random: Random, seeds: readonly unknown[], words: readonly string[]): unknown {
  if (random.oneIn(LONG)) return deep(random);
  let value: unknown = structuredClone(random.pick(seeds));
  for (let times = 1 + random.int(4); times > 0; times -= 1) value = changed(random, value, words, 0);
  return value;
}

function changed(random: Random, value: unknown, words: readonly string[], depth: number): unknown {
  const isHere = depth > 0 && random.oneIn(6);
  if (isHere || typeof value !== 'object' || value === null) return other(random, value, words);
  if (Array.isArray(value)) return changedList(random, value, words, depth);
  const fields = value as Record<string, unknown>;
  const keys = Object.keys(fields);
  if (keys.length === 0 || random.oneIn(12))
    return withField(fields, random.pick(NASTY_TEXTS), pickValue(random));
  const key = random.pick(keys);
  if (random.oneIn(10)) return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
  if (random.oneIn(12)) return withField(fields, random.pick(keys), fields[key]);
  return withField(fields, key, changed(random, fields[key], words, depth + 1));
}

/** Also under a name that an assignment would take for something else. */
const withField = (fields: object, key: string, value: unknown): object =>
  Object.fromEntries([...Object.entries(fields), [key, value]]);

function changedList(
  random: Random,
  list: readonly unknown[],
  words: readonly string[],
  depth: number,
): unknown {
  if (list.length === 0) return [pickValue(random)];
  const at = random.int(list.length);
  switch (random.int(6)) {
    case 0:
      return list.filter((_, index) => index !== at);
    case 1:
      return [...list, list[at]];
    case 2:
      return [...list, pickValue(random)];
    default:
      return list.with(at, changed(random, list[at], words, depth + 1));
  }
}

function other(random: Random, value: unknown, words: readonly string[]): unknown {
  if (typeof value === 'string' && !random.oneIn(3)) return damaged(random, value, words);
  if (typeof value === 'number' && random.oneIn(2)) return value * random.pick([-1, 0, 1e9, 0.1, 1e300]);
  return random.oneIn(3) ? random.pick(words) : pickValue(random);
}

const pickValue = (random: Random): unknown =>
  random.oneIn(2) ? structuredClone(random.pick(NASTY_VALUES)) : random.pick(NASTY_TEXTS);

/** Nested further than a stack goes, if something walks it by calling itself; and long. */
function deep(random: Random): unknown {
  if (random.oneIn(2)) return Array.from({ length: random.int(20_000) }, () => random.pick(NASTY_VALUES));
  let value: unknown = 'x';
  for (let depth = random.int(3_000); depth > 0; depth -= 1) value = random.oneIn(2) ? [value] : { value };
  return value;
}

import type { Peek } from './cursor.ts';
import type { Words } from './words.ts';

/** One amount of one unit: the 30 minutes of "1h30m". */
export interface Part {
  readonly amount: number;
  readonly unit: Unit;
}

type Unit = keyof typeof UNIT_MS;

export const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SMALLER = { w: 'd', d: 'h', h: 'm', m: 's', s: undefined } as const;

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const ISO = new RegExp(
  `^p(?:(${NUMBER})w)?(?:(${NUMBER})d)?(?:t(?:(${NUMBER})h)?(?:(${NUMBER})m)?(?:(${NUMBER})s)?)?$`,
);
const ISO_UNITS = ['w', 'd', 'h', 'm', 's'] as const;

/** `pt2h`, `p1dt12h`; undefined for anything else, months and years too: they have no fixed length. */
export function isoParts(word: string): readonly Part[] | undefined {
  const amounts = ISO.exec(word)?.slice(1);
  const parts = (amounts ?? []).flatMap((amount, index) =>
    amount === undefined ? [] : [{ amount: Number(amount), unit: ISO_UNITS[index]! }],
  );
  return parts.length > 0 ? parts : undefined;
}

/** `2h`, `1h30m`, `1h30`, `1.5h`, `90mins`, `1½h`; each unit smaller than the one before. */
export function compactParts(word: string, words: Words): readonly Part[] | undefined {
  if (!/^[\d½]/.test(word)) return undefined;
  const parts: Part[] = [];
  const piece = /(\d+(?:\.\d+)?)?(½)?([a-z]*)/y;
  while (piece.lastIndex < word.length) {
    const [text = '', digits, half, name = ''] = piece.exec(word) ?? [];
    if (digits === undefined && half === undefined) return undefined;
    const last = parts.at(-1)?.unit;
    const unit = name === '' && /^\d\d$/.test(text) ? last && SMALLER[last] : unitOf(name, words);
    if (!unit || (last && UNIT_MS[unit] >= UNIT_MS[last])) return undefined;
    parts.push({ amount: Number(digits ?? 0) + (half ? 0.5 : 0), unit });
  }
  return parts.length > 0 ? parts : undefined;
}

/** "2 hours", "an hour", "half an hour", "two and a half hours", "a couple of days", "three quarters of an hour". */
export function spelledPart(
  peek: Peek,
  ahead: number,
  words: Words,
): { part: Part; length: number } | undefined {
  const number = numberAt(peek, ahead, words);
  if (!number) return undefined;
  let length = number.length;
  while (length < number.length + 2 && words.more.includes(peek(ahead + length)?.word ?? '')) length += 1;
  const unit = unitOf(peek(ahead + length)?.word ?? '', words);
  return unit && { part: { amount: number.value, unit }, length: length + 1 };
}

interface Counted {
  readonly value: number;
  readonly length: number;
}

/** A number in digits or words, with halves and quarters. */
export function numberAt(peek: Peek, ahead: number, words: Words): Counted | undefined {
  const word = (index: number): string => peek(ahead + index)?.word ?? '';
  const isArticle = (index: number): number => (words.articles.includes(word(index)) ? 1 : 0);
  const ofA = (index: number): number => {
    const of = words.of.includes(word(index)) ? 1 : 0;
    return of + isArticle(index + of);
  };
  const lead = isArticle(0);
  if (words.half.includes(word(lead))) return { value: 0.5, length: lead + 1 + ofA(lead + 1) };
  if (words.quarter.includes(word(lead))) return { value: 0.25, length: lead + 1 + ofA(lead + 1) };
  const whole =
    numberWord(word(lead), words) !== undefined && lead
      ? moved(wholeAt(word, lead, words), lead)
      : wholeAt(word, 0, words);
  if (!whole) return undefined;
  const after = whole.length;
  if (words.quarter.includes(word(after)))
    return { value: whole.value * 0.25, length: after + 1 + ofA(after + 1) };
  if (words.and.includes(word(after)) && words.half.includes(word(after + 1 + isArticle(after + 1)))) {
    return { value: whole.value + 0.5, length: after + 2 + isArticle(after + 1) };
  }
  return { value: whole.value, length: after + (words.of.includes(word(after)) ? 1 : 0) };
}

const moved = (counted: Counted | undefined, by: number): Counted | undefined =>
  counted && { value: counted.value, length: counted.length + by };

function wholeAt(word: (index: number) => string, at: number, words: Words): Counted | undefined {
  const first = word(at);
  if (/^\d+(?:\.\d+)?$|^\d*½$/.test(first)) {
    return { value: first.endsWith('½') ? Number(first.slice(0, -1)) + 0.5 : Number(first), length: 1 };
  }
  const [tens = '', ones] = first.split('-', 2);
  const value = numberWord(tens, words);
  if (value === undefined) return undefined;
  if (ones !== undefined) return under(value, numberWord(ones, words), 1);
  const next = numberWord(word(at + 1), words);
  return (value >= 20 && under(value, next, 2)) || { value, length: 1 };
}

/** "forty five": only after whole tens. */
const under = (tens: number, ones: number | undefined, length: number): Counted | undefined =>
  tens >= 20 && ones !== undefined && ones < 10 ? { value: tens + ones, length } : undefined;

/** Only the table's own words: "constructor" is a word too. */
const numberWord = (word: string, { numbers }: Words): number | undefined =>
  Object.hasOwn(numbers, word) ? numbers[word] : undefined;

function unitOf(name: string, words: Words): Unit | undefined {
  return ISO_UNITS.find((unit) => words.units[unit].includes(name));
}

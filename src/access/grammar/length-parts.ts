import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WEEK_MS } from '../unit-ms.ts';
import { lexemeAt, type Place, wordAt } from './cursor.ts';
import type { Lexicon, Unit } from './lexicon.ts';

/** One amount of one unit: the 30 minutes of "1h30m". */
export interface Part {
  readonly amount: number;
  readonly unit: Unit;
}

export const UNIT_MS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: WEEK_MS } as const;
const SMALLER = { w: 'd', d: 'h', h: 'm', m: 's', s: undefined } as const;

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const ISO = new RegExp(
  `^p(?:(${NUMBER})w)?(?:(${NUMBER})d)?(?:t(?:(${NUMBER})h)?(?:(${NUMBER})m)?(?:(${NUMBER})s)?)?$`,
);
const ISO_UNITS = ['w', 'd', 'h', 'm', 's'] as const;

/** `pt2h`, `p1dt12h`; undefined for anything else, months and years too: they have no fixed length. */
export function isoParts(word: string): readonly Part[] | undefined {
  if (!word.startsWith('p')) return undefined;
  const amounts = ISO.exec(word)?.slice(1);
  const parts = (amounts ?? []).flatMap((amount, index) =>
    amount === undefined ? [] : [{ amount: Number(amount), unit: ISO_UNITS[index]! }],
  );
  return parts.length > 0 ? parts : undefined;
}

/** What begins as `2h` does: an amount, and letters after it. */
const COMPACT = /^(?:\d+(?:\.\d+)?½?|½)[a-z]/;

/** Goes on where it stopped. */
const PIECE = /(\d+(?:\.\d+)?)?(½)?([a-z]*)/y;

/** `2h`, `1h30m`, `1h30`, `1.5h`, `90mins`, `1½h`; each unit smaller than the one before. */
export function compactParts(word: string, lexicon: Lexicon): readonly Part[] | undefined {
  if (!COMPACT.test(word)) return undefined;
  const parts: Part[] = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < word.length) {
    const [text = '', digits, half, name = ''] = PIECE.exec(word) ?? [];
    if (digits === undefined && half === undefined) return undefined;
    const last = parts.at(-1)?.unit;
    const unit = name === '' && /^\d\d$/.test(text) ? last && SMALLER[last] : lexicon.get(name)?.unit;
    if (!unit || (last && UNIT_MS[unit] >= UNIT_MS[last])) return undefined;
    parts.push({ amount: Number(digits ?? 0) + (half ? 0.5 : 0), unit });
  }
  return parts.length > 0 ? parts : undefined;
}

/** "2 hours", "an hour", "half an hour", "two and a half hours", "a couple of days", "three quarters of an hour". */
export function spelledPart(place: Place, ahead: number): { part: Part; length: number } | undefined {
  const number = numberAt(place, ahead);
  if (!number) return undefined;
  let next = ahead + number.length;
  while (next < ahead + number.length + 2 && lexemeAt(place, next).isMore) next += 1;
  const { unit } = lexemeAt(place, next);
  return unit && { part: { amount: number.value, unit }, length: next + 1 - ahead };
}

interface Counted {
  readonly value: number;
  readonly length: number;
}

/** A number in digits or words, with halves and quarters. */
export function numberAt(place: Place, ahead: number): Counted | undefined {
  const lead = articleAt(place, ahead);
  const led = lexemeAt(place, ahead + lead);
  if (led.isHalf || led.isQuarter) {
    const length = lead + 1 + ofA(place, ahead + lead + 1);
    return { value: led.isHalf ? 0.5 : 0.25, length };
  }
  const skipped = led.number === undefined ? 0 : lead;
  const whole = wholeAt(place, ahead + skipped);
  if (!whole) return undefined;
  const length = skipped + whole.length;
  return withFraction(place, ahead + length, { value: whole.value, length });
}

/** "and a half", "quarters", "of": what may follow a whole number. */
function withFraction(place: Place, after: number, { value, length }: Counted): Counted {
  const next = lexemeAt(place, after);
  if (next.isQuarter) return { value: value * 0.25, length: length + 1 + ofA(place, after + 1) };
  if (next.isAnd) {
    const article = articleAt(place, after + 1);
    if (lexemeAt(place, after + 1 + article).isHalf)
      return { value: value + 0.5, length: length + 2 + article };
  }
  return { value, length: length + (next.isOf ? 1 : 0) };
}

const articleAt = (place: Place, ahead: number): number => (lexemeAt(place, ahead).isArticle ? 1 : 0);

/** "of a", "of", "an". */
function ofA(place: Place, ahead: number): number {
  const of = lexemeAt(place, ahead).isOf ? 1 : 0;
  return of + articleAt(place, ahead + of);
}

function wholeAt(place: Place, ahead: number): Counted | undefined {
  const { number, beginsLength, isWhole } = lexemeAt(place, ahead);
  if (!beginsLength) return undefined;
  if (isWhole) return { value: Number(wordAt(place, ahead)), length: 1 };
  if (number !== undefined)
    return under(number, lexemeAt(place, ahead + 1).number, 2) ?? { value: number, length: 1 };
  const word = wordAt(place, ahead);
  if (/^\d+(?:\.\d+)?$|^\d*½$/.test(word)) {
    return { value: word.endsWith('½') ? Number(word.slice(0, -1)) + 0.5 : Number(word), length: 1 };
  }
  const [tens, ones] = word.split('-', 2).map((part) => place.lexicon.get(part)?.number);
  return under(tens, ones, 1);
}

/** "forty five", "forty-five": only after whole tens. */
const under = (tens: number | undefined, ones: number | undefined, length: number): Counted | undefined =>
  tens !== undefined && tens >= 20 && ones !== undefined && ones < 10
    ? { value: tens + ones, length }
    : undefined;

import { PROTOCOL_NAMES, SERVICE_NAMES } from '../port.ts';
import type { Words } from './words.ts';

/** Some words with one meaning. */
export interface Phrase {
  readonly meaning: string;
  readonly words: readonly string[];
  readonly length: number;
}

/** The phrases of a table that begin with some word: the word alone, and by the second one the longer ones, the longest first. */
export interface Beginning {
  readonly alone: Phrase | undefined;
  readonly longer: ReadonlyMap<string, readonly Phrase[]>;
}

export type Unit = keyof Words['units'];

export type Day =
  | { readonly kind: 'today' | 'tonight' | 'tomorrow' | 'yesterday' }
  | { readonly kind: 'weekday'; readonly weekday: number }
  | { readonly kind: 'date'; readonly year: number; readonly month: number; readonly day: number };

/** What one word is, and what may begin with it: looked up once, however many readings are tried at it. */
export interface Lexeme {
  /** What begins with it in each table of phrases. */
  readonly phrases: readonly (Beginning | undefined)[];
  /** Whether a length of time, a time or day, or a port may: where none may, none is looked for. */
  readonly beginsLength: boolean;
  readonly beginsInstant: boolean;
  readonly beginsPort: boolean;
  /** Whether something may that is told by its first words alone. */
  readonly beginsEarly: boolean;
  /** Whether it may go on what a number began: "2 hours", "2 more", "2 and a half". */
  readonly followsNumber: boolean;
  /** A number of digits alone. */
  readonly isWhole: boolean;
  readonly isArticle: boolean;
  readonly isAnd: boolean;
  readonly isOf: boolean;
  /** "at 18:00", "on monday". */
  readonly isJoint: boolean;
  readonly isMore: boolean;
  readonly isLonger: boolean;
  readonly isHalf: boolean;
  readonly isQuarter: boolean;
  readonly isUtc: boolean;
  /** A time zone that is not read. */
  readonly isOtherZone: boolean;
  readonly number: number | undefined;
  readonly unit: Unit | undefined;
  readonly hour: 'noon' | 'midnight' | undefined;
  /** Of the day. */
  readonly half: 'am' | 'pm' | undefined;
  readonly day: Day | undefined;
}

/** Each word of the tables; only theirs: "constructor" is a word too. */
export type Lexicon = ReadonlyMap<string, Lexeme>;

/** A word of which no table knows anything, or the place after the last one. */
export const NOTHING: Lexeme = {
  phrases: [],
  ...{
    beginsLength: false,
    beginsInstant: false,
    beginsPort: false,
    beginsEarly: false,
    followsNumber: false,
    isWhole: false,
  },
  ...{ isArticle: false, isAnd: false, isOf: false, isJoint: false, isMore: false, isLonger: false },
  ...{ isHalf: false, isQuarter: false, isUtc: false, isOtherZone: false },
  ...{ number: undefined, unit: undefined, hour: undefined, half: undefined, day: undefined },
};
const INSTANT = { beginsInstant: true, beginsEarly: true };
const WHOLE: Lexeme = { ...NOTHING, isWhole: true, beginsLength: true, beginsPort: true };
const HOUR: Lexeme = { ...WHOLE, ...INSTANT };
const AMOUNT: Lexeme = { ...NOTHING, ...INSTANT, beginsLength: true };
const CLOCK: Lexeme = { ...NOTHING, ...INSTANT };
const DATE: Lexeme = { ...NOTHING, ...INSTANT, beginsPort: true };
const LENGTH: Lexeme = { ...NOTHING, beginsLength: true };
const PORT: Lexeme = { ...NOTHING, beginsPort: true };

/** A word in lower case, as the tables know it, or else by how it looks. No word of a table begins with a digit. */
export const lexemeOf = (lexicon: Lexicon, word: string): Lexeme =>
  isDigit(word.charCodeAt(0)) ? figureOf(word) : (lexicon.get(word) ?? lookOf(lexicon, word));

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** What follows the first digits tells: `22`, `443/tcp`, `18:00`, `2026-10-18`, `203.0.113.7`, `1.5h`, `6am`. */
function figureOf(word: string): Lexeme {
  let digits = 1;
  while (isDigit(word.charCodeAt(digits))) digits += 1;
  if (digits === word.length) return digits <= 2 ? HOUR : WHOLE;
  switch (word.charAt(digits)) {
    case '/':
      return PORT;
    case ':':
      return CLOCK;
    case '-':
      return DATE;
    case '.':
      return /^\d+\.\d+\.\d/.test(word) ? NOTHING : AMOUNT;
    default:
      return AMOUNT;
  }
}

/** `ssh/rdp`, `-22`; `pt2h`, `½`, `twenty-five`. */
function lookOf(lexicon: Lexicon, word: string): Lexeme {
  if (word.startsWith('-') || word.includes('/')) return PORT;
  const hyphen = word.indexOf('-');
  const isSpelled = hyphen > 0 && lexicon.get(word.slice(0, hyphen))?.number !== undefined;
  return isSpelled || /^(?:½|p[t\d])/.test(word) ? LENGTH : NOTHING;
}

type Fact = readonly [words: readonly string[], fact: Partial<Lexeme>];

/** What the tables say of single words. */
export function createLexicon(words: Words): Map<string, Lexeme> {
  const lexicon = new Map<string, Lexeme>();
  for (const [list, fact] of factsOf(words))
    for (const word of list) lexicon.set(word, { ...(lexicon.get(word) ?? lookOf(lexicon, word)), ...fact });
  return lexicon;
}

const factsOf = (words: Words): readonly Fact[] => [
  ...Object.entries(words.numbers).map(([word, number]): Fact => [[word], { number, beginsLength: true }]),
  [words.articles, { isArticle: true, beginsLength: true, beginsEarly: true }],
  [words.half, { isHalf: true, beginsLength: true }],
  [words.quarter, { isQuarter: true, beginsLength: true, followsNumber: true }],
  [words.and, { isAnd: true, followsNumber: true }],
  [words.of, { isOf: true, followsNumber: true }],
  [['at', 'on'], { isJoint: true, beginsEarly: true }],
  [firstWords([words.csv, words.behalf, words.pronouns, words.all]), { beginsEarly: true }],
  [words.more, { isMore: true, followsNumber: true }],
  [words.longer, { isLonger: true }],
  [words.utc, { isUtc: true }],
  [words.zones, { isOtherZone: true }],
  ...entries(words.units).map(([unit, names]): Fact => [names, { unit, followsNumber: true }]),
  ...entries(words.hours).map(([hour, names]): Fact => [names, { hour, ...INSTANT }]),
  ...entries(words.halves).map(([half, names]): Fact => [names, { half }]),
  ...entries(words.days).map(([kind, names]): Fact => [names, { day: { kind }, ...INSTANT }]),
  ...words.weekdays.map((names, weekday): Fact => [names, { day: { kind: 'weekday', weekday }, ...INSTANT }]),
  [[...SERVICE_NAMES, ...PROTOCOL_NAMES], { beginsPort: true }],
];

export const firstWords = (lists: readonly (readonly string[])[]): readonly string[] =>
  lists.flat().map((phrase) => phrase.split(' ', 1)[0]!);

const entries = <Key extends string, Value>(table: Readonly<Record<Key, Value>>): [Key, Value][] =>
  Object.entries(table) as [Key, Value][];

/** Adds a table of phrases, which has a number among them. */
export function addPhrases(
  lexicon: Map<string, Lexeme>,
  table: number,
  texts: Readonly<Record<string, readonly string[]>>,
): void {
  const all = Object.entries(texts).flatMap(([meaning, list]) => list.map((text) => phraseOf(meaning, text)));
  for (const [first, phrases] of Map.groupBy(all, ({ words }) => words[0]!)) {
    const lexeme = lexicon.get(first) ?? lookOf(lexicon, first);
    const before = Array.from({ length: table }, (_, each) => lexeme.phrases[each]);
    lexicon.set(first, { ...lexeme, phrases: [...before, beginningOf(phrases)] });
  }
}

function beginningOf(phrases: readonly Phrase[]): Beginning {
  const longestFirst = phrases.toSorted((a, b) => b.length - a.length);
  const longer = longestFirst.filter(({ length }) => length > 1);
  return {
    alone: longestFirst.find(({ length }) => length === 1),
    longer: Map.groupBy(longer, ({ words }) => words[1]!),
  };
}

function phraseOf(meaning: string, text: string): Phrase {
  const words = text.split(' ');
  return { meaning, words, length: words.length };
}

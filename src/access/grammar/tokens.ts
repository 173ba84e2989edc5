import { type Lexeme, type Lexicon, lexemeOf } from './lexicon.ts';
import { isPicture, isSmile } from './marks.ts';
import { columnOf, MENTION, type Seen } from './markup.ts';

/** One word of a sentence. */
export interface Token {
  /** Lower case, plain quotes and hyphens, without the punctuation around it: what the grammar compares. */
  readonly word: string;
  /** The same with the case that was typed. */
  readonly raw: string;
  /** 1-based, in code points of the text as typed. */
  readonly column: number;
  /** Where it stands among the characters: from `start` up to, not including, `end`. */
  readonly start: number;
  readonly end: number;
  readonly mention: boolean;
  /** Whom a mention means, as the app itself names them. */
  readonly user: string | undefined;
  /** What the tables know of the word. */
  readonly lexeme: Lexeme;
}

/** What the words of a sentence are taken from. */
interface Source {
  readonly seen: Seen;
  readonly lexicon: Lexicon;
  /** Words that a colon may follow without a space (`reason:disk`). */
  readonly keys: ReadonlySet<string>;
  readonly tokens: Token[];
}

const SPACES = ' `"“”„«»=|—―';
/** Each is a word of its own; the last stands for a mention. */
const SINGLES = `,;、&+${MENTION}`;
const HEAD = new Set(["'", '•', '◦', '(', '[', '{', '<', '*', '~', '!', '?']);
const TAIL = new Set(["'", ')', ']', '}', '>', '*', '~', '!', '?', '.', ':', '…', '。']);
const LONGEST_KEY = 20;

/** Splits what can be read into words. Linear. */
export function tokenize(seen: Seen, lexicon: Lexicon, keys: ReadonlySet<string>): readonly Token[] {
  const { plain } = seen;
  const source = { seen, lexicon, keys, tokens: [] };
  let start = 0;
  for (let at = 0; at < plain.length; at += 1) {
    const kind = kindOf(plain.charCodeAt(at));
    if (kind <= PART || (kind === COLON && !isKey(source, start, at))) continue;
    if (kind === SINGLE && isThumb(seen, at)) continue;
    putWord(source, start, at);
    if (kind === SINGLE) putSingle(source, at);
    start = at + 1;
  }
  putWord(source, start, plain.length);
  return withoutSlant(source);
}

/** What a character is to whoever splits words: letters and digits of ASCII are part of one wherever they stand. */
const [PLAIN, PART, COLON, SPACE, SINGLE] = [0, 1, 2, 3, 4];
const KINDS: ReadonlyMap<number, number> = new Map(
  [
    [PLAIN, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'] as const,
    ...[[COLON, ':'] as const, [SPACE, SPACES] as const, [SINGLE, SINGLES] as const],
  ].flatMap(([kind, chars]) => Array.from(chars, (char) => [char.charCodeAt(0), kind] as const)),
);
/** Of the ASCII characters, by their codes. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => KINDS.get(code) ?? PART);

const kindOf = (code: number): number => (code < 128 ? ASCII[code]! : (KINDS.get(code) ?? PART));

const isKey = ({ seen, keys }: Source, start: number, end: number): boolean =>
  end - start <= LONGEST_KEY && keys.has(seen.plain.slice(start, end).toLowerCase());

/** The plus of `:+1:`, which is no "and". */
const isThumb = ({ text }: Seen, index: number): boolean =>
  text.charAt(index) === '+' && index > 0 && text.startsWith(':+1:', index - 1);

function putSingle(source: Source, at: number): void {
  const { plain, mentions } = source.seen;
  const mention = mentions.get(at);
  put(source, mention?.name ?? plain.charAt(at).replace(/[;、]/, ','), at, at + 1, mention?.user);
}

/** The word between two places, without the punctuation around it; none when nothing is left. */
function putWord(source: Source, from: number, to: number): void {
  if (from === to) return;
  const { plain } = source.seen;
  const isBare = kindOf(plain.charCodeAt(from)) === PLAIN && kindOf(plain.charCodeAt(to - 1)) === PLAIN;
  if (isBare && schemeAt(plain, from, to) === 0) put(source, plain.slice(from, to), from, to);
  else if (to - from === 1 && plain.charAt(from) === '*') put(source, '*', from, to);
  else if (!isSmile(plain, from, to)) putWithin(source, from, to);
}

function putWithin(source: Source, from: number, to: number): void {
  const [start, end] = edges(source, from, to);
  if (start < end) put(source, source.seen.plain.slice(start, end), start, end);
}

const AT = 0x40;

function put(
  { seen, lexicon, tokens }: Source,
  raw: string,
  start: number,
  end: number,
  user?: string,
): void {
  const word = raw.toLowerCase();
  const mention = raw.charCodeAt(0) === AT && raw.length > 1;
  const lexeme = lexemeOf(lexicon, word);
  tokens.push({ word, raw, column: columnOf(seen, start), start, end, mention, user, lexeme });
}

function edges(source: Source, from: number, to: number): readonly [number, number] {
  const { plain } = source.seen;
  let first = from;
  while (first < to && isHead(plain, first)) first += lengthAt(plain, first);
  const scheme = schemeAt(plain, first, to);
  const head = afterDashes(source, first + scheme, to);
  const tail =
    kindOf(plain.charCodeAt(to - 1)) === PLAIN ? to : withoutTail(plain, [from, head, to], scheme > 0);
  const isSlanted = tail - head > 2 && plain.charAt(head) === '_' && plain.charAt(tail - 1) === '_';
  return isSlanted ? [head + 1, tail - 1] : [head, tail];
}

/** A character beyond the first 65,536 takes two places. */
const lengthAt = (plain: string, at: number): number => (plain.codePointAt(at)! > 0xffff ? 2 : 1);

function isHead(plain: string, at: number): boolean {
  if (kindOf(plain.charCodeAt(at)) === PLAIN) return false;
  const mark = String.fromCodePoint(plain.codePointAt(at)!);
  return HEAD.has(mark) || isPicture(mark);
}

const schemeAt = (plain: string, at: number, to: number): number =>
  isH(plain.charCodeAt(at))
    ? (/^https?:\/\//i.exec(plain.slice(at, Math.min(at + 8, to)))?.[0].length ?? 0)
    : 0;

const isH = (code: number): boolean => code === 0x68 || code === 0x48;

/**
 * Dashes before a word may be bullets or flags (`--for 2h`); before a digit they are a sign, which is kept and refused. In
 * the middle of a sentence they belong to the word: "-web-01" is no VM.
 */
function afterDashes({ seen, keys, tokens }: Source, from: number, to: number): number {
  if (from >= to || seen.plain.charAt(from) !== '-') return from;
  let index = from;
  while (index < to && seen.plain.charAt(index) === '-') index += 1;
  if (index === to) return index;
  const word = /^\p{L}*/u.exec(seen.plain.slice(index, to).toLowerCase())![0];
  const previous = tokens.at(-1)?.word;
  const isFlag = previous === undefined || (keys.has(word) && !keys.has(previous));
  return word !== '' && isFlag ? index : from;
}

function withoutTail(
  plain: string,
  [from, head, to]: readonly [number, number, number],
  isLink: boolean,
): number {
  let unmatched = 0;
  for (let index = head; index < to; index += 1)
    unmatched += plain.charAt(index) === ')' ? 1 : plain.charAt(index) === '(' ? -1 : 0;
  let tail = to;
  while (tail > head) {
    const at = tail - (tail - head > 1 && plain.codePointAt(tail - 2)! > 0xffff ? 2 : 1);
    const mark = plain.slice(at, tail);
    // `2001:db8::` ends in colons that belong to it.
    const isColon = mark === ':' && at > from && plain.charAt(at - 1) === ':';
    if (isColon || !isTail(mark, unmatched > 0, isLink)) break;
    if (mark === ')') unmatched -= 1;
    tail = at;
  }
  return tail;
}

const isTail = (mark: string, unmatched: boolean, isLink: boolean): boolean =>
  mark === ')' ? unmatched : TAIL.has(mark) || isPicture(mark) || (mark === '/' && isLink);

/** `_open 22 on web-01_`, a whole sentence in italics. */
function withoutSlant({ seen, tokens, lexicon }: Source): readonly Token[] {
  if (!seen.plain.includes('_')) return tokens;
  const first = tokens.findIndex(({ mention }) => !mention);
  const last = tokens.length - 1;
  const isSlanted = first < last && /^_./.test(tokens[first]?.raw ?? '') && /._$/.test(tokens[last]!.raw);
  if (!isSlanted) return tokens;
  return tokens.map((token, index) => {
    const cut = (text: string): string =>
      index === first ? text.slice(1) : index === last ? text.slice(0, -1) : text;
    const word = cut(token.word);
    const column = token.column + (index === first ? 1 : 0);
    return { ...token, word, raw: cut(token.raw), column, lexeme: lexemeOf(lexicon, word) };
  });
}

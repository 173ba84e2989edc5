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

const SPACES = new Set([' ', '`', '"', '“', '”', '„', '«', '»', '=', '|', '—', '―']);
/** Each is a word of its own. */
const SINGLES: ReadonlyMap<string, string> = new Map([
  ...[',', ';', '、'].map((comma) => [comma, ','] as const),
  ...['&', '+'].map((and) => [and, and] as const),
]);
const HEAD = new Set(["'", '•', '◦', '(', '[', '{', '<', '*', '~', '!', '?']);
const TAIL = new Set(["'", ')', ']', '}', '>', '*', '~', '!', '?', '.', ':', '…', '。']);
const LONGEST_KEY = 20;

/** Splits what can be read into words. Linear. */
export function tokenize(seen: Seen, lexicon: Lexicon, keys: ReadonlySet<string>): readonly Token[] {
  const { plain } = seen;
  const source = { seen, lexicon, keys, tokens: [] };
  let start = 0;
  for (let index = 0; index < plain.length; index += 1) {
    if (isPlain(plain.charCodeAt(index))) continue;
    const mark = plain.charAt(index);
    const isSingle = mark === MENTION || (SINGLES.has(mark) && !isThumb(seen, index));
    if (!isSingle && !SPACES.has(mark) && !(mark === ':' && isKey(source, start, index))) continue;
    putWord(source, start, index);
    if (isSingle) putSingle(source, mark, index);
    start = index + 1;
  }
  putWord(source, start, plain.length);
  return withoutSlant(source);
}

const [ZERO, NINE, A, Z] = [0x30, 0x39, 0x61, 0x7a];
/** What turns an ASCII letter into the small one. */
const SMALL = 0x20;

/** A letter or digit of ASCII: part of a word wherever it stands. */
const isPlain = (code: number): boolean =>
  ((code | SMALL) >= A && (code | SMALL) <= Z) || (code >= ZERO && code <= NINE);

const isKey = ({ seen, keys }: Source, start: number, end: number): boolean =>
  end - start <= LONGEST_KEY && keys.has(seen.plain.slice(start, end).toLowerCase());

/** The plus of `:+1:`, which is no "and". */
const isThumb = ({ text }: Seen, index: number): boolean =>
  text.charAt(index) === '+' && index > 0 && text.startsWith(':+1:', index - 1);

const isMention = (text: string): boolean => text.length > 1 && text.startsWith('@');

function putSingle({ seen, lexicon, tokens }: Source, mark: string, at: number): void {
  const mention = seen.mentions.get(at);
  const raw = mention?.name ?? SINGLES.get(mark)!;
  const word = raw.toLowerCase();
  tokens.push({
    ...{ word, raw, column: columnOf(seen, at), start: at, end: at + 1 },
    ...{ mention: mention !== undefined, user: mention?.user, lexeme: lexemeOf(lexicon, word) },
  });
}

/** The word between two places, without the punctuation around it; none when nothing is left. */
function putWord(source: Source, from: number, to: number): void {
  const { seen, lexicon, tokens } = source;
  const { plain } = seen;
  if (from === to || isSmile(plain, from, to)) return;
  const isStar = to - from === 1 && plain.charAt(from) === '*';
  const [head, tail] = isStar ? [from, to] : edges(source, from, to);
  if (head >= tail) return;
  const raw = plain.slice(head, tail);
  const word = raw.toLowerCase();
  tokens.push({
    ...{ word, raw, column: columnOf(seen, head), start: head, end: tail },
    ...{ mention: isMention(raw), user: undefined, lexeme: lexemeOf(lexicon, word) },
  });
}

function edges(source: Source, from: number, to: number): readonly [number, number] {
  const { plain } = source.seen;
  let first = from;
  while (first < to && isHead(plain, first)) first += lengthAt(plain, first);
  const scheme = schemeAt(plain, first, to);
  const head = afterDashes(source, first + scheme, to);
  const tail = isPlain(plain.charCodeAt(to - 1)) ? to : withoutTail(plain, [from, head, to], scheme > 0);
  const isSlanted = tail - head > 2 && plain.charAt(head) === '_' && plain.charAt(tail - 1) === '_';
  return isSlanted ? [head + 1, tail - 1] : [head, tail];
}

/** A character beyond the first 65,536 takes two places. */
const lengthAt = (plain: string, at: number): number => (plain.codePointAt(at)! > 0xffff ? 2 : 1);

function isHead(plain: string, at: number): boolean {
  if (isPlain(plain.charCodeAt(at))) return false;
  const mark = String.fromCodePoint(plain.codePointAt(at)!);
  return HEAD.has(mark) || isPicture(mark);
}

const schemeAt = (plain: string, at: number, to: number): number =>
  (plain.charCodeAt(at) | SMALL) === 0x68
    ? (/^https?:\/\//i.exec(plain.slice(at, Math.min(at + 8, to)))?.[0].length ?? 0)
    : 0;

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
function withoutSlant({ tokens, lexicon }: Source): readonly Token[] {
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

import { isPicture, isSmile, plain } from './marks.ts';
import type { Char } from './markup.ts';

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
  readonly user?: string;
}

const SPACES = new Set([' ', '`', '"', '“', '”', '„', '«', '»', '=', '|', '—', '―']);
/** Each is a word of its own. */
const SINGLES: Readonly<Record<string, string>> = {
  ',': ',',
  ';': ',',
  '、': ',',
  '&': '&',
  '+': '+',
};
const HEAD = new Set(["'", '•', '◦', '(', '[', '{', '<', '*', '~', '!', '?']);
const TAIL = new Set(["'", ')', ']', '}', '>', '*', '~', '!', '?', '.', ':', '…', '。']);

/** Splits characters into words; `keys` are words that a colon may follow without a space (`reason:disk`). Linear. */
export function tokenize(chars: readonly Char[], keys: ReadonlySet<string>): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  let key = '';
  const flush = (end: number): void => {
    const previous = tokens.at(-1)?.word;
    // A bullet, or a flag (`--for 2h`). Before anything else a dash belongs to the word: "-web-01" is no VM.
    const isFlag = (word: string): boolean =>
      previous === undefined || (keys.has(word) && !keys.has(previous));
    const token = wordOf(chars, start, end, isFlag);
    if (token) tokens.push(token);
    start = end + 1;
    key = '';
  };
  for (let index = 0; index < chars.length; index += 1) {
    const { column, user } = chars[index]!;
    const text = plain(chars[index]!.text);
    const single = isThumb(chars, index) ? undefined : SINGLES[text];
    if (SPACES.has(text) || (text === ':' && keys.has(key))) {
      flush(index);
    } else if (single !== undefined || isMention(text)) {
      flush(index);
      const raw = single ?? text;
      tokens.push({
        word: raw.toLowerCase(),
        raw,
        column,
        start: index,
        end: index + 1,
        mention: single === undefined,
        ...(user === undefined ? {} : { user }),
      });
    } else if (key.length < LONGEST_KEY) {
      key += text.toLowerCase();
    }
  }
  flush(chars.length);
  return withoutSlant(tokens);
}

/** The plus of `:+1:`, which is no "and". */
const isThumb = (chars: readonly Char[], index: number): boolean =>
  chars[index]!.text === '+' &&
  [':', '1', ':'].every((text, at) => chars[index + (at === 0 ? -1 : at)]?.text === text);

/** `_open 22 on web-01_`, a whole sentence in italics. */
function withoutSlant(tokens: readonly Token[]): readonly Token[] {
  const first = tokens.findIndex(({ mention }) => !mention);
  const last = tokens.length - 1;
  const isSlanted = first < last && /^_./.test(tokens[first]?.raw ?? '') && /._$/.test(tokens[last]!.raw);
  if (!isSlanted) return tokens;
  return tokens.map((token, index) => {
    const cut = (text: string): string =>
      index === first ? text.slice(1) : index === last ? text.slice(0, -1) : text;
    const column = token.column + (index === first ? 1 : 0);
    return { ...token, word: cut(token.word), raw: cut(token.raw), column };
  });
}

const LONGEST_KEY = 20;
const isMention = (text: string): boolean => text.length > 1 && text.startsWith('@');

/** The word between two places, without the punctuation around it; undefined when nothing is left. */
function wordOf(
  chars: readonly Char[],
  from: number,
  to: number,
  isFlag: (word: string) => boolean,
): Token | undefined {
  const marks: string[] = [];
  for (let index = from; index < to; index += 1) marks.push(plain(chars[index]!.text));
  if (marks.length === 0 || isSmile(marks.join(''))) return undefined;
  const [head, tail] = marks.length === 1 && marks[0] === '*' ? [0, 1] : edges(marks, isFlag);
  if (head >= tail) return undefined;
  const raw = marks.slice(head, tail).join('');
  const { column } = chars[from + head]!;
  return {
    word: raw.toLowerCase(),
    raw,
    column,
    start: from + head,
    end: from + tail,
    mention: isMention(raw),
  };
}

function edges(marks: readonly string[], isFlag: (word: string) => boolean): readonly [number, number] {
  let head = 0;
  let tail = marks.length;
  while (head < tail && (HEAD.has(marks[head]!) || isPicture(marks[head]!))) head += 1;
  const scheme = schemeAt(marks, head);
  head = afterDashes(marks, head + scheme, isFlag);
  let unmatched = 0;
  for (let index = head; index < tail; index += 1)
    unmatched += marks[index] === ')' ? 1 : marks[index] === '(' ? -1 : 0;
  while (tail > head && isTail(marks, tail - 1, unmatched > 0, scheme > 0)) {
    if (marks[tail - 1] === ')') unmatched -= 1;
    tail -= 1;
  }
  const slanted = tail - head > 2 && marks[head] === '_' && marks[tail - 1] === '_';
  return slanted ? [head + 1, tail - 1] : [head, tail];
}

const schemeAt = (marks: readonly string[], at: number): number =>
  marks[at]?.toLowerCase() === 'h'
    ? (/^https?:\/\//i.exec(marks.slice(at, at + 8).join(''))?.[0].length ?? 0)
    : 0;

/** Dashes before a word may be bullets or flags; before a digit they are a sign, which is kept and refused. */
function afterDashes(marks: readonly string[], from: number, isFlag: (word: string) => boolean): number {
  if (marks[from] !== '-') return from;
  let index = from;
  while (marks[index] === '-') index += 1;
  if (index === marks.length) return index;
  const word = /^\p{L}*/u.exec(marks.slice(index).join('').toLowerCase())![0];
  return word !== '' && isFlag(word) ? index : from;
}

function isTail(marks: readonly string[], index: number, unmatched: boolean, isLink: boolean): boolean {
  const mark = marks[index]!;
  if (mark === ')') return unmatched;
  // `2001:db8::` ends in colons that belong to it.
  if (mark === ':') return marks[index - 1] !== ':';
  return TAIL.has(mark) || isPicture(mark) || (mark === '/' && isLink);
}

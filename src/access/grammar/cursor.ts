import type { Char } from './markup.ts';
import type { Token } from './tokens.ts';

/** Reads words one after another and never goes back: with look-aheads of fixed length, reading is linear. */
export interface Cursor {
  /** The word `ahead` places on; undefined past the end. */
  peek(ahead?: number): Token | undefined;
  /** The word before the present one. */
  previous(): Token | undefined;
  skip(count: number): void;
  /** Everything from a character on, as typed; ends the reading. */
  rest(from: number): string;
  /** What was typed from a character up to, not including, another. */
  between(from: number, to: number): string;
}

export function createCursor(tokens: readonly Token[], chars: readonly Char[]): Cursor {
  let position = 0;
  return {
    peek: (ahead = 0) => tokens[position + ahead],
    previous: () => tokens[position - 1],
    skip: (count) => {
      position += count;
    },
    rest: (from) => {
      position = tokens.length;
      return textOf(chars, from, chars.length);
    },
    between: (from, to) => textOf(chars, from, to),
  };
}

function textOf(chars: readonly Char[], from: number, to: number): string {
  let text = '';
  for (let index = from; index < to; index += 1) text += chars[index]!.text;
  return text;
}

/** Only looking ahead: what the readers of durations and times need. */
export type Peek = Cursor['peek'];

/** Something understood, with the number of words it took; or why not, and at which of them. */
export type Found<T> =
  | { readonly value: T; readonly length: number }
  | { readonly error: string; readonly at: number };

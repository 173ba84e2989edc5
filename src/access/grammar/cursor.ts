import { type Lexeme, type Lexicon, NOTHING } from './lexicon.ts';
import { type Seen, textBetween } from './markup.ts';
import type { Token } from './tokens.ts';

/** A place among words, which are read ahead of it. */
export interface Place {
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly lexicon: Lexicon;
}

export const tokenAt = ({ tokens, at }: Place, ahead: number): Token | undefined => tokens[at + ahead];

/** In lower case; empty past the end. */
export const wordAt = ({ tokens, at }: Place, ahead: number): string => tokens[at + ahead]?.word ?? '';

export const lexemeAt = ({ tokens, at }: Place, ahead: number): Lexeme =>
  tokens[at + ahead]?.lexeme ?? NOTHING;

/** Words as they were typed, with a space between. */
export const saidAt = ({ tokens, at }: Place, ahead: number, length: number): string =>
  tokens
    .slice(at + ahead, at + ahead + length)
    .map(({ raw }) => raw)
    .join(' ');

/** Reads words one after another and never goes back: with look-aheads of fixed length, reading is linear. */
export interface Cursor extends Place {
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

export function createCursor(tokens: readonly Token[], seen: Seen, lexicon: Lexicon): Cursor {
  const cursor = {
    ...{ tokens, at: 0, lexicon },
    peek: (ahead = 0): Token | undefined => tokens[cursor.at + ahead],
    previous: (): Token | undefined => (cursor.at > 0 ? tokens[cursor.at - 1] : undefined),
    skip(count: number): void {
      cursor.at += count;
    },
    rest(from: number): string {
      cursor.at = tokens.length;
      return textBetween(seen, from, seen.text.length);
    },
    between: (from: number, to: number): string => textBetween(seen, from, to),
  };
  return cursor;
}

/** Something understood, with the number of words it took; or why not. */
export type Found<T> = { readonly value: T; readonly length: number } | { readonly error: string };

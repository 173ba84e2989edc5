import { KqlError, type Token, tokenize } from './tokens.ts';

/** Walks over the tokens of a query. */
export interface Reader {
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the next token when it is this word or sign, without case. */
  accept(text: string): boolean;
  expect(text: string): void;
  /** A name: a word. */
  name(): string;
  /** Throws: the sandbox does not read what comes next. */
  unread(what: string): never;
}

export function createReader(query: string): Reader {
  const tokens = tokenize(query);
  let at = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(at + ahead, tokens.length - 1)]!;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const accept = (text: string): boolean => {
    const token = peek();
    const hit = token.kind !== 'text' && token.text.toLowerCase() === text.toLowerCase();
    if (hit) at += 1;
    return hit;
  };
  const unread = (what: string): never => {
    const token = peek();
    const found = token.kind === 'end' ? 'the end of the query' : `'${token.text}'`;
    throw new KqlError(`The sandbox does not read ${found} at column ${token.column}: ${what}.`);
  };
  return {
    peek,
    next,
    accept,
    unread,
    expect(text) {
      if (!accept(text)) unread(`'${text}' was expected`);
    },
    name() {
      if (peek().kind !== 'word') unread('a name was expected');
      return next().text;
    },
  };
}

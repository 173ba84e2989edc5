/** What the sandbox does not read, or what is wrong with a query; `column` counts from 1. */
export class KqlError extends Error {
  override name = 'KqlError';
}

export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly column: number;
}

const SPACE = /(?:\s|\/\/[^\n]*)+/y;
const WORD = /[A-Za-z_$][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const SIGN = /==|!=|=~|!~|<=|>=|[|()[\],.=<>{}:;+*/!~-]/y;
const TEXT = /@"(?:[^"]|"")*"|@'(?:[^']|'')*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['text', TEXT],
  ['word', WORD],
  ['number', NUMBER],
  ['sign', SIGN],
];

/** Cuts a query into words, texts (unquoted), numbers and signs. Throws `KqlError` at what is none of these. */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(query)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  for (take(SPACE); at < query.length; take(SPACE)) {
    const column = at + 1;
    const token = next(take);
    if (!token) throw new KqlError(`'${query[at]}' at column ${column} is not understood.`);
    tokens.push({ ...token, column });
  }
  return [...tokens, { kind: 'end', text: '', column: query.length + 1 }];
}

function next(take: (pattern: RegExp) => string | undefined): Omit<Token, 'column'> | undefined {
  for (const [kind, pattern] of KINDS) {
    const text = take(pattern);
    if (text !== undefined) return { kind, text: kind === 'text' ? unquoted(text) : text };
  }
  return undefined;
}

function unquoted(text: string): string {
  if (text.startsWith('@')) {
    const quote = text[1]!;
    return text.slice(2, -1).replaceAll(quote + quote, quote);
  }
  return text.slice(1, -1).replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}

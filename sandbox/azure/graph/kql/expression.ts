import type { Reader } from './reader.ts';

/** A scalar expression. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'compare';
      readonly op: Comparison;
      readonly negated: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'in';
      readonly op: Membership;
      readonly left: Expression;
      readonly list: readonly Expression[];
    }
  | { readonly kind: 'both' | 'either'; readonly left: Expression; readonly right: Expression };

/** How two values are compared; each sign of the language is one of these, or one of these turned round. */
export type Comparison = '==' | '=~' | '<' | '<=' | '>' | '>=' | (typeof WORDS)[number];

const WORDS = ['contains', 'contains_cs', 'startswith', 'startswith_cs', 'endswith', 'has'] as const;

const SIGNS: readonly (readonly [sign: string, op: Comparison, negated: boolean])[] = [
  ['==', '==', false],
  ['!=', '==', true],
  ['=~', '=~', false],
  ['!~', '=~', true],
  ['<=', '<=', false],
  ['>=', '>=', false],
  ['<', '<', false],
  ['>', '>', false],
];
export type Membership = 'in' | 'in~' | '!in' | '!in~';

/** Reads `a or b and c`, comparisons, calls, paths and literals. Throws `KqlError` at anything else. */
export function readExpression(reader: Reader): Expression {
  let left = readBoth(reader);
  while (reader.accept('or')) left = { kind: 'either', left, right: readBoth(reader) };
  return left;
}

function readBoth(reader: Reader): Expression {
  let left = readComparison(reader);
  while (reader.accept('and')) left = { kind: 'both', left, right: readComparison(reader) };
  return left;
}

function readComparison(reader: Reader): Expression {
  const left = readPath(reader);
  for (const [sign, op, negated] of SIGNS)
    if (reader.accept(sign)) return { kind: 'compare', op, negated, left, right: readPath(reader) };
  const negated = reader.accept('!');
  if (reader.accept('in')) {
    const op = `${negated ? '!' : ''}in${reader.accept('~') ? '~' : ''}` as Membership;
    return { kind: 'in', op, left, list: readList(reader) };
  }
  for (const word of WORDS)
    if (reader.accept(word)) return { kind: 'compare', op: word, negated, left, right: readPath(reader) };
  return negated ? reader.unread('an operator such as in or contains was expected after !') : left;
}

function readList(reader: Reader): readonly Expression[] {
  reader.expect('(');
  const list: Expression[] = [];
  do list.push(readExpression(reader));
  while (reader.accept(','));
  reader.expect(')');
  return list;
}

function readPath(reader: Reader): Expression {
  let path = readPrimary(reader);
  for (;;) {
    if (reader.accept('.')) path = { kind: 'member', of: path, key: reader.name() };
    else if (reader.accept('[')) {
      const token = reader.next();
      if (token.kind !== 'text' && token.kind !== 'number')
        reader.unread('a key or an index was expected before this');
      path = { kind: 'member', of: path, key: token.kind === 'number' ? Number(token.text) : token.text };
      reader.expect(']');
    } else return path;
  }
}

const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function readPrimary(reader: Reader): Expression {
  if (reader.accept('(')) {
    const inner = readExpression(reader);
    reader.expect(')');
    return inner;
  }
  const token = reader.peek();
  if (token.kind === 'text') return { kind: 'literal', value: reader.next().text };
  if (token.kind === 'number') return { kind: 'literal', value: Number(reader.next().text) };
  if (token.kind !== 'word') return reader.unread('a column, a value or a function was expected');
  const name = reader.next().text;
  if (name in CONSTANTS) return { kind: 'literal', value: CONSTANTS[name] ?? null };
  if (reader.peek().text !== '(') return { kind: 'column', name };
  if (reader.peek(1).text === ')') {
    reader.expect('(');
    reader.expect(')');
    return { kind: 'call', name, args: [] };
  }
  return { kind: 'call', name, args: readList(reader) };
}

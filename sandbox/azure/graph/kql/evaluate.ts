import type { Comparison, Expression } from './expression.ts';
import { KqlError } from './tokens.ts';

/** One row of a table. */
export type Row = Readonly<Record<string, unknown>>;

/** The value of an expression in a row. Throws `KqlError` for a column or function that is not there. */
export function evaluate(expression: Expression, row: Row): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'column':
      if (!(expression.name in row))
        throw new KqlError(`Failed to resolve scalar expression named '${expression.name}'.`);
      return row[expression.name] ?? null;
    case 'member':
      return member(evaluate(expression.of, row), expression.key);
    case 'call':
      return call(
        expression.name,
        expression.args.map((arg) => evaluate(arg, row)),
      );
    case 'compare':
      return (
        COMPARE[expression.op](evaluate(expression.left, row), evaluate(expression.right, row)) !==
        expression.negated
      );
    case 'in':
      return isIn(expression, row);
    case 'both':
      return evaluate(expression.left, row) === true && evaluate(expression.right, row) === true;
    case 'either':
      return evaluate(expression.left, row) === true || evaluate(expression.right, row) === true;
    default:
      return expression satisfies never;
  }
}

function member(of: unknown, key: string | number): unknown {
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, key)) return null;
  return (of as Record<string | number, unknown>)[key] ?? null;
}

function isIn({ op, left, list }: Extract<Expression, { kind: 'in' }>, row: Row): boolean {
  const value = evaluate(left, row);
  const values = list.flatMap((item) => evaluate(item, row));
  const hit = values.some((other) => COMPARE[op.endsWith('~') ? '=~' : '=='](value, other));
  return op.startsWith('!') ? !hit : hit;
}

/** How a value reads as text: nothing is empty, an object is its JSON. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Numbers by size, everything else as text. */
export function order(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return text(left) < text(right) ? -1 : Number(text(left) > text(right));
}

const lower = (value: unknown): string => text(value).toLowerCase();

const COMPARE: Readonly<Record<Comparison, (left: unknown, right: unknown) => boolean>> = {
  '==': (a, b) => text(a) === text(b),
  '=~': (a, b) => lower(a) === lower(b),
  '<': (a, b) => order(a, b) < 0,
  '<=': (a, b) => order(a, b) <= 0,
  '>': (a, b) => order(a, b) > 0,
  '>=': (a, b) => order(a, b) >= 0,
  contains: (a, b) => lower(a).includes(lower(b)),
  contains_cs: (a, b) => text(a).includes(text(b)),
  startswith: (a, b) => lower(a).startsWith(lower(b)),
  startswith_cs: (a, b) => text(a).startsWith(text(b)),
  endswith: (a, b) => lower(a).endsWith(lower(b)),
  has: (a, b) =>
    lower(a)
      .split(/[^a-z0-9]+/)
      .includes(lower(b)),
};

const FUNCTIONS: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
  tolower: lower,
  toupper: (value) => text(value).toUpperCase(),
  tostring: (value) => text(value),
  toint: (value) => (/^-?\d+(\.\d+)?$/.test(text(value)) ? Math.trunc(Number(value)) : null),
  tobool: (value) => (['true', 'false'].includes(lower(value)) ? lower(value) === 'true' : null),
  isempty: (value) => text(value) === '',
  isnotempty: (value) => text(value) !== '',
  isnull: (value) => value === null,
  isnotnull: (value) => value !== null,
  not: (value) => value !== true,
  strcat: (...values) => values.map(text).join(''),
  coalesce: (...values) => values.find((value) => text(value) !== '') ?? null,
  iff: (condition, yes, no) => (condition === true ? yes : no),
  array_length: (value) => (Array.isArray(value) ? value.length : null),
  split: (value, separator) => text(value).split(text(separator)),
};

function call(name: string, args: readonly unknown[]): unknown {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known) return known(...args);
  throw new KqlError(
    `The sandbox does not read the function '${name}'; it knows ${Object.keys(FUNCTIONS).join(', ')}.`,
  );
}

import { evaluate, type Row } from './evaluate.ts';
import { type Expression, readExpression } from './expression.ts';
import type { Reader } from './reader.ts';

interface Named {
  readonly name: string;
  readonly value: Expression;
}

/** `a, b = c.d, tolower(e)`: columns with their names. */
export function readNamed(reader: Reader): readonly Named[] {
  const columns: Named[] = [];
  do {
    const named = reader.peek(1).text === '=' ? reader.name() : undefined;
    if (named !== undefined) reader.expect('=');
    const value = readExpression(reader);
    columns.push({ name: named ?? nameOf(value) ?? `Column${columns.length + 1}`, value });
  } while (reader.accept(','));
  return columns;
}

/** A path without a name of its own is called by its parts, as Kusto does. */
function nameOf(value: Expression): string | undefined {
  if (value.kind === 'column') return value.name;
  if (value.kind !== 'member') return undefined;
  const parent = nameOf(value.of);
  return parent === undefined ? undefined : `${parent}_${value.key}`;
}

/** The columns' values in a row. */
export const values = (columns: readonly Named[], row: Row): Row =>
  Object.fromEntries(columns.map(({ name, value }) => [name, evaluate(value, row)]));

/** A row for each item of an array; the row itself, with the value, for anything else. */
export function expanded(row: Row, { name, value }: Named): readonly Row[] {
  const list = evaluate(value, row);
  if (!Array.isArray(list) || list.length === 0)
    return [{ ...row, [name]: Array.isArray(list) ? null : list }];
  return list.map((item: unknown) => ({ ...row, [name]: item }));
}

/** `a, b`. */
export function readNames(reader: Reader): readonly string[] {
  const names = [reader.name()];
  while (reader.accept(',')) names.push(reader.name());
  return names;
}

import { evaluate, type Row, text } from './evaluate.ts';
import { type Expression, readExpression } from './expression.ts';
import { join } from './join.ts';
import { createReader, type Reader } from './reader.ts';

/** Rows of a table by its name; throws for a table that is not there. */
export type Tables = (name: string) => readonly Row[];

type Step = (rows: readonly Row[]) => readonly Row[];

interface Named {
  readonly name: string;
  readonly value: Expression;
}

/** Runs a query of Kusto's language over the tables: the operators below and no others. Throws `KqlError`. */
export function runQuery(query: string, tables: Tables): readonly Row[] {
  const reader = createReader(query);
  const rows = runPipeline(reader, tables);
  reader.accept(';');
  if (reader.peek().kind !== 'end') reader.unread('the query should end here');
  return rows;
}

function runPipeline(reader: Reader, tables: Tables): readonly Row[] {
  let rows = tables(reader.name());
  while (reader.accept('|')) rows = readStep(reader, tables)(rows);
  return rows;
}

const OPERATORS: Readonly<Record<string, (reader: Reader, tables: Tables) => Step>> = {
  where: (reader) => {
    const condition = readExpression(reader);
    return (rows) => rows.filter((row) => evaluate(condition, row) === true);
  },
  project: (reader) => {
    const columns = readNamed(reader);
    return (rows) => rows.map((row) => values(columns, row));
  },
  extend: (reader) => {
    const columns = readNamed(reader);
    return (rows) => rows.map((row) => ({ ...row, ...values(columns, row) }));
  },
  'project-away': (reader) => {
    const names = new Set(readNames(reader));
    return (rows) =>
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !names.has(key))));
  },
  'mv-expand': (reader) => {
    const columns = readNamed(reader);
    return (rows) => columns.reduce((left, column) => left.flatMap((row) => expanded(row, column)), rows);
  },
  order: readOrder,
  sort: readOrder,
  limit: readLimit,
  take: readLimit,
  count: () => (rows) => [{ Count: rows.length }],
  distinct: (reader) => {
    const columns = readNamed(reader);
    return (rows) => [
      ...new Map(rows.map((row) => values(columns, row)).map((row) => [JSON.stringify(row), row])).values(),
    ];
  },
  join: (reader, tables) => {
    reader.expect('kind');
    reader.expect('=');
    const kind = reader.name();
    if (kind !== 'leftouter' && kind !== 'inner')
      reader.unread(`of joins it knows leftouter and inner, not ${kind}`);
    reader.expect('(');
    const right = runPipeline(reader, tables);
    reader.expect(')');
    reader.expect('on');
    const keys = readKeys(reader);
    return (left) => join(left, right, keys, kind === 'leftouter');
  },
};

function readStep(reader: Reader, tables: Tables): Step {
  const hyphen = reader.peek(1).text === '-';
  const name = hyphen ? `${reader.peek().text}-${reader.peek(2).text}` : reader.peek().text;
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator) return reader.unread(`of operators it knows ${Object.keys(OPERATORS).join(', ')}`);
  for (let taken = 0; taken < (hyphen ? 3 : 1); taken++) reader.next();
  return operator(reader, tables);
}

function readNamed(reader: Reader): readonly Named[] {
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

const values = (columns: readonly Named[], row: Row): Row =>
  Object.fromEntries(columns.map(({ name, value }) => [name, evaluate(value, row)]));

function expanded(row: Row, { name, value }: Named): readonly Row[] {
  const list = evaluate(value, row);
  if (!Array.isArray(list) || list.length === 0)
    return [{ ...row, [name]: Array.isArray(list) ? null : list }];
  return list.map((item: unknown) => ({ ...row, [name]: item }));
}

function readNames(reader: Reader): readonly string[] {
  const names = [reader.name()];
  while (reader.accept(',')) names.push(reader.name());
  return names;
}

function readOrder(reader: Reader): Step {
  reader.expect('by');
  const keys: { readonly value: Expression; readonly sign: 1 | -1 }[] = [];
  do {
    const value = readExpression(reader);
    const ascending = reader.accept('asc');
    if (!ascending) reader.accept('desc'); // the usual order
    keys.push({ value, sign: ascending ? 1 : -1 });
  } while (reader.accept(','));
  const order = (a: Row, b: Row): number => {
    for (const { value, sign } of keys) {
      const [x, y] = [evaluate(value, a), evaluate(value, b)];
      const way =
        typeof x === 'number' && typeof y === 'number'
          ? x - y
          : text(x) < text(y)
            ? -1
            : Number(text(x) > text(y));
      if (way !== 0) return way * sign;
    }
    return 0;
  };
  return (rows) => [...rows].sort(order);
}

function readLimit(reader: Reader): Step {
  if (reader.peek().kind !== 'number') reader.unread('a number was expected');
  const most = Number(reader.next().text);
  return (rows) => rows.slice(0, most);
}

/** `on a, b` or `on $left.a == $right.b`. */
function readKeys(reader: Reader): readonly (readonly [string, string])[] {
  const keys: (readonly [string, string])[] = [];
  do {
    if (reader.accept('$left')) {
      reader.expect('.');
      const left = reader.name();
      reader.expect('==');
      reader.expect('$right');
      reader.expect('.');
      keys.push([left, reader.name()]);
    } else {
      const name = reader.name();
      keys.push([name, name]);
    }
  } while (reader.accept(','));
  return keys;
}

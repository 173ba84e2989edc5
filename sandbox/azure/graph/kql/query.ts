import { expanded, readNamed, readNames, values } from './columns.ts';
import { evaluate, type Row } from './evaluate.ts';
import { readExpression } from './expression.ts';
import { join, readKeys } from './join.ts';
import { readOrder } from './order.ts';
import { createReader, type Reader } from './reader.ts';

/** Rows of a table by its name; throws for a table that is not there. */
export type Tables = (name: string) => readonly Row[];

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

/** What one operator does to a table. */
type Step = (rows: readonly Row[]) => readonly Row[];

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

function readLimit(reader: Reader): Step {
  if (reader.peek().kind !== 'number') reader.unread('a number was expected');
  const most = Number(reader.next().text);
  return (rows) => rows.slice(0, most);
}

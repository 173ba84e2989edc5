import Papa from 'papaparse';
import type { AuditEvent } from '../access/audit-event.ts';
import type { ReadLine } from './select.ts';

/** A column of a table: its heading, and what stands in it. */
export type Column<From> = readonly [name: string, read: (from: From) => string | undefined];

const COLUMNS: readonly Column<AuditEvent>[] = [
  ['at', (event) => event.at.toISOString()],
  ['kind', (event) => event.kind],
  ['actor id', (event) => event.actor.id],
  ['actor name', (event) => event.actor.name],
  ['app', (event) => event.app],
  ['request', (event) => event.request],
  ['status', (event) => event.status],
  ['vms', (event) => event.vms.join(' ')],
  ['ports', (event) => event.ports.join(' ')],
  ['sources', (event) => event.sources.join(' ')],
  ['until', (event) => event.until?.toISOString()],
  ['detail', (event) => event.detail],
  ['ticket', (event) => event.ticket],
  ['rules', (event) => event.rules.join(' ')],
  ['policy', (event) => event.policy],
  ['entitled', (event) => event.entitled],
  ['traces', (event) => event.traces.join(' ')],
  ['confirmed', (event) => event.confirmed],
];

/** The same with what only the log itself has. */
const LOG_COLUMNS: readonly Column<ReadLine>[] = [
  ['seq', ({ line }) => String(line.seq)],
  ...COLUMNS.map(([name, read]): Column<ReadLine> => [name, ({ event }) => read(event)]),
  ['seal', ({ line }) => line.seal],
];

/** The log as a table for spreadsheets (RFC 4180), header first, one text per line of output. For proof, export JSON lines. */
export async function* csvOf(lines: AsyncIterable<ReadLine>): AsyncGenerator<string> {
  yield headOf(LOG_COLUMNS);
  for await (const line of lines) yield rowOf(LOG_COLUMNS, line);
}

/** Some events as such a table. */
export const csvOfEvents = (events: readonly AuditEvent[]): string => tableOf(COLUMNS, events);

/** Some rows as a table (RFC 4180), header first. */
export const tableOf = <From>(columns: readonly Column<From>[], rows: readonly From[]): string =>
  [headOf(columns), ...rows.map((row) => rowOf(columns, row))].join('');

const headOf = <From>(columns: readonly Column<From>[]): string => lineOf(columns.map(([name]) => name));

const rowOf = <From>(columns: readonly Column<From>[], from: From): string =>
  lineOf(columns.map(([, read]) => safeCell(read(from) ?? '')));

const lineOf = (cells: readonly string[]): string => `${Papa.unparse([[...cells]])}\r\n`;

/*
 * A spreadsheet runs a cell that begins with one of these, also full-width or after blanks
 * (https://owasp.org/www-community/attacks/CSV_Injection). One opened with another separator makes cells begin after ; , |
 * or a quote as well, so what would run there is defused too (HOLES H23).
 */
const FORMULA = /(^|[;,|"])([\s\p{Cf}]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\u2212\uFE62\uFE63\uFE66\uFE6B])/gu;

/** Text that a spreadsheet shows and never runs, on one line: an apostrophe stands before what would start a formula. */
export const safeCell = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(FORMULA, "$1'$2");

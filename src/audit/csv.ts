import Papa from 'papaparse';
import type { AuditEvent } from '../access/audit-event.ts';
import type { ReadLine } from './select.ts';

type Column = readonly [
  name: string,
  read: (event: AuditEvent, line: ReadLine['line']) => string | undefined,
];

const COLUMNS: readonly Column[] = [
  ['seq', (_, line) => String(line.seq)],
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
  ['seal', (_, line) => line.seal],
];

/** The log as a table for spreadsheets (RFC 4180), header first, one text per line of output. For proof, export JSON lines. */
export async function* csvOf(lines: AsyncIterable<ReadLine>): AsyncGenerator<string> {
  yield rowOf(COLUMNS.map(([name]) => name));
  for await (const { line, event } of lines)
    yield rowOf(COLUMNS.map(([, read]) => safeCell(read(event, line) ?? '')));
}

const rowOf = (cells: readonly string[]): string => `${Papa.unparse([[...cells]])}\r\n`;

/*
 * A spreadsheet runs a cell that begins with one of these, also full-width or after blanks
 * (https://owasp.org/www-community/attacks/CSV_Injection). One opened with another separator makes cells begin after ; , |
 * or a quote as well, so what would run there is defused too (HOLES H23).
 */
const FORMULA = /(^|[;,|"])([\s\p{Cf}]*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\u2212\uFE62\uFE63\uFE66\uFE6B])/gu;

/** Text that a spreadsheet shows and never runs, on one line: an apostrophe stands before what would start a formula. */
export const safeCell = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(FORMULA, "$1'$2");

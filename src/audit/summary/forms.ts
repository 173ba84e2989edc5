import { type Column, tableOf } from '../csv.ts';
import type { ReportRow } from './rows.ts';
import type { Period } from './summary.ts';

/** What stands above a report: whether the log that it was made from can be believed. */
export interface Heading {
  readonly period: Period;
  readonly verified: boolean;
  /** What verifying showed, a line each. */
  readonly lines: readonly string[];
}

const COLUMNS: readonly Column<ReportRow>[] = [
  ['section', (row) => row.section],
  ['what', (row) => row.what],
  ['count', (row) => (row.count === undefined ? undefined : String(row.count))],
  ['at', (row) => row.at?.toISOString()],
  ['request', (row) => row.request],
  ['who', (row) => row.who],
  ['detail', (row) => row.detail],
];

/** A table for spreadsheets; its first row says whether the log verifies. */
export const csvOfReport = ({ verified, lines }: Heading, rows: readonly ReportRow[]): string =>
  tableOf(COLUMNS, [
    { section: 'log', what: verified ? 'verified' : 'NOT VERIFIED', detail: lines.join(' ') },
    ...rows,
  ]);

export const jsonOfReport = ({ period, verified, lines }: Heading, rows: readonly ReportRow[]): string =>
  `${JSON.stringify({ ...period, verified, verification: lines, rows }, undefined, 2)}\n`;

/** For a terminal: each section under its name, counts first. */
export function textOfReport({ period, verified, lines }: Heading, rows: readonly ReportRow[]): string {
  const sections = [...Map.groupBy(rows, ({ section }) => section)];
  return [
    `Report of ${period.since.toISOString()} to ${period.until.toISOString()} (UTC)`,
    ...(verified ? [] : ['THE LOG DOES NOT VERIFY: nothing below is proven.']),
    ...lines,
    ...sections.flatMap(([section, all]) => ['', `# ${section}`, ...all.map(lineOf)]),
    ...(rows.some(({ section }) => section === 'break-glass') ? [] : ['', 'No break-glass.']),
    '',
  ].join('\n');
}

const lineOf = ({ what, count, at, request, who, detail }: ReportRow): string =>
  [
    ...(count === undefined ? [] : [String(count).padStart(5)]),
    ...[at?.toISOString(), request, who, what, detail].filter((part) => part !== undefined && part !== ''),
  ].join('  ');

import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import type { ActivityRow } from '../../src/access/activity/join.ts';
import { csvOfActivity } from '../../src/audit/activity-csv.ts';
import { csvOfEvents } from '../../src/audit/csv.ts';
import { eventBytes } from '../../src/audit/event-bytes.ts';
import { exportLog } from '../../src/audit/export.ts';
import { csvOfReport } from '../../src/audit/summary/forms.ts';
import type { LogLine } from '../../src/ports/store.ts';
import { event } from '../store/samples.ts';

const STARTS_FORMULA = /^[\s\p{Cf}]*[=+\-@＝＋－＠−﹢﹣﹦﹫]/u;

async function csvOf(text: string): Promise<string> {
  const told = event('refused', {
    detail: text,
    ticket: text,
    entitled: text,
    request: text,
    actor: { id: text, name: text },
    vms: [text],
    rules: [text, text],
  });
  async function* log(): AsyncGenerator<LogLine> {
    yield { seq: 1, bytes: eventBytes(told) };
  }
  let csv = '';
  for await (const row of exportLog(log(), 'csv')) csv += row;
  return csv;
}

const cellsOf = (csv: string): string[] => Papa.parse<string[]>(csv.trimEnd()).data.flat();

// Text that is mostly made of what matters here.
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'=+-@＝＋－＠−\t\r\n ;,|"\'\u200b\ufeff\u00a0\u2028'),
      fc.string({ maxLength: 3 }),
    ),
  )
  .map((parts) => parts.join(''));

it.each([
  '=cmd|x',
  ' =1',
  '＝1',
  '\u200b@x',
  '\t-1',
  '\r+1',
  '\ufeff=1',
  '  ＋1',
  '−1',
  '"=1"',
  "'\t=1",
  '＠x',
  '＋1',
  '－1',
])('H23: %j is shown in a cell, not run', async (text) => {
  expect(cellsOf(await csvOf(text)).filter((cell) => STARTS_FORMULA.test(cell))).toEqual([]);
});

it('H23: no cell starts a formula, whatever people wrote', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(cellsOf(await csvOf(text)).filter((cell) => STARTS_FORMULA.test(cell))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('H23: nor when the file is opened with another separator, or with quotes ignored', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const pieces = (await csvOf(text)).split(/[;,|\t\r\n"]/);
      expect(pieces.filter((piece) => STARTS_FORMULA.test(piece))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('H23: nor in the tables of activity, chat and the report', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const told = event('refused', { detail: text, actor: { id: text, name: text }, ticket: text });
      const deed = { kind: 'write', name: text, caller: text, app: text, justification: text };
      const row = { at: told.at, origin: 'outside', deed, event: told, claims: text };
      const tables = [
        csvOfActivity([row as unknown as ActivityRow]),
        csvOfEvents([told]),
        csvOfReport(HEADING, [{ section: text, what: text, who: text, detail: text }]),
      ];
      expect(tables.flatMap(cellsOf).filter((cell) => STARTS_FORMULA.test(cell))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

const PERIOD = { since: new Date(0), until: new Date(1) };
const HEADING = { period: PERIOD, verified: true, lines: [] };

it('H23: text that starts no formula is left as it was written', async () => {
  const text = 'to fix INC-1, a = b - c (mail ada@example.org)';
  expect(cellsOf(await csvOf(text))).toContain(text);
});

import type { LogLine } from '../ports/store.ts';
import { csvOf } from './csv.ts';
import { jsonLinesOf } from './json-lines.ts';
import { type ReadLine, type Selection, select } from './select.ts';

/** The forms that an export can have. */
export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const FORMATS: Record<ExportFormat, (lines: AsyncIterable<ReadLine>) => AsyncIterable<string>> = {
  csv: csvOf,
  jsonl: jsonLinesOf,
};

/**
 * The audit log as text, oldest first, one event at a time however long the log is. `matched` is called for each event that is
 * in it. Throws `NotAnEvent`, and what reading the lines throws.
 */
export const exportLog = (
  lines: AsyncIterable<LogLine>,
  format: ExportFormat,
  selection: Selection = {},
  matched: () => void = () => {},
): AsyncIterable<string> => FORMATS[format](told(select(lines, selection), matched));

async function* told(lines: AsyncIterable<ReadLine>, matched: () => void): AsyncGenerator<ReadLine> {
  for await (const line of lines) {
    matched();
    yield line;
  }
}

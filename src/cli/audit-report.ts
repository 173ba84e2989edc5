import { Command, Option } from 'commander';
import { NotAnEvent } from '../audit/event-bytes.ts';
import { reportLines } from '../audit/report.ts';
import { select } from '../audit/select.ts';
import { csvOfReport, type Heading, jsonOfReport, textOfReport } from '../audit/summary/forms.ts';
import { type ReportRow, rowsOf } from '../audit/summary/rows.ts';
import { type Period, summaryOf } from '../audit/summary/summary.ts';
import { type Verification, verifyLog } from '../audit/verify.ts';
import { Complaint } from '../complaint.ts';
import type { Store } from '../ports/store.ts';
import { keysIn } from './audit-verify.ts';
import { quarterOf } from './quarter.ts';
import { sinceOf } from './since.ts';
import { withStore } from './with-store.ts';

interface ReportChoice {
  readonly quarter?: Period;
  readonly since?: Date;
  readonly until?: Date;
  readonly key?: readonly string[];
  readonly json?: boolean;
  readonly csv?: boolean;
}

const instant = (text: string): Date => sinceOf(text, new Date());

/** `ajar audit report`: what happened in a period, from the log alone. Ends with 1 when the log does not verify. */
export const reportCommand = (): Command =>
  new Command('report')
    .description('what was opened, refused, left open and not reviewed in a quarter, from the log alone')
    .option('--quarter <quarter>', 'such as 2026Q4', quarterOf)
    .addOption(
      new Option('--since <time>', 'in its place: 90d, or a date such as 2026-01-31').argParser(instant),
    )
    .addOption(
      new Option('--until <time>', 'with --since: up to before then; now unless said').argParser(instant),
    )
    .option(
      '--key <file>',
      'the public key that checkpoints must fit',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .addOption(new Option('--json', 'one JSON object').conflicts('csv'))
    .option('--csv', 'a table for a spreadsheet')
    .action(runReport);

async function runReport(choice: ReportChoice): Promise<void> {
  const period = periodOf(choice);
  const keys = choice.key === undefined ? [] : await keysIn(choice.key);
  const { result, rows } = await withStore(async (store) => ({
    result: await verifyLog(store.log(), { keys }),
    rows: await rowsFrom(store, period),
  }));
  const heading: Heading = { period, ...headingOf(result, keys.length > 0) };
  const form = choice.json ? jsonOfReport : choice.csv ? csvOfReport : textOfReport;
  process.stdout.write(form(heading, rows));
  if (!heading.verified) process.exitCode = 1;
}

function headingOf(result: Verification, wantsKey: boolean): Pick<Heading, 'verified' | 'lines'> {
  const lines = reportLines(result);
  const unsigned = result.ok && wantsKey && !result.checkpoint;
  return unsigned
    ? { verified: false, lines: [...lines, 'There is no checkpoint of this key in the log.'] }
    : { verified: result.ok, lines };
}

/** A log that is broken is reported all the same, as far as it can be read: that is when somebody looks. */
async function rowsFrom(store: Store, period: Period): Promise<readonly ReportRow[]> {
  return rowsOf(await summaryOf(readable(store), period), new Date());
}

async function* readable(store: Store) {
  try {
    for await (const { event } of select(store.log(), {})) yield event;
  } catch (error) {
    if (!(error instanceof NotAnEvent)) throw error;
  }
}

function periodOf({ quarter, since, until: end }: ReportChoice): Period {
  if (quarter !== undefined && since === undefined && end === undefined) return quarter;
  if (quarter !== undefined || since === undefined)
    throw new Complaint('Say either --quarter, such as 2026Q4, or --since, and --until only with that.');
  const until = end ?? new Date();
  if (since >= until) throw new Complaint('--since has to be before --until.');
  return { since, until };
}

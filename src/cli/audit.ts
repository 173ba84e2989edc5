import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { readRequestId } from '../access/request-id.ts';
import { EXPORT_FORMATS, type ExportFormat, exportLog } from '../audit/export.ts';
import type { Selection } from '../audit/select.ts';
import type { Store } from '../ports/store.ts';
import { eraseCommand } from './audit-erase.ts';
import { keygenCommand } from './audit-keygen.ts';
import { pruneCommand } from './audit-prune.ts';
import { reportCommand } from './audit-report.ts';
import { verifyCommand } from './audit-verify.ts';
import { sinceOf } from './since.ts';
import { withStore } from './with-store.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly since?: Date;
  readonly request?: string;
  readonly vm?: string;
  readonly output?: string;
}

/**
 * `ajar audit export` and `ajar audit verify`. Exit codes: 0 done, 1 the log is broken, 2 it could not be read or written, 3 the
 * file that was verified is only a part of a log.
 */
export const auditCommand = (): Command =>
  new Command('audit')
    .description(
      'export the audit log, check that nobody changed it, drop what is old, erase what is personal',
    )
    .addCommand(exportCommand())
    .addCommand(verifyCommand())
    .addCommand(reportCommand())
    .addCommand(pruneCommand())
    .addCommand(eraseCommand())
    .addCommand(keygenCommand());

const exportCommand = (): Command =>
  new Command('export')
    .description('write the audit log, oldest first: CSV for a spreadsheet, JSON lines for proof')
    .addOption(new Option('--format <format>', 'form of the export').choices(EXPORT_FORMATS).default('jsonl'))
    .option('--since <time>', 'only events since then: 7d, 12h, 30m, or a date such as 2026-01-31', (text) =>
      sinceOf(text, new Date()),
    )
    .option('--request <id>', 'only events of this request (aj-…)')
    .option('--vm <vm>', 'only events about this VM, by name or resource id')
    .option('--output <file>', 'write to this file instead of standard output')
    .action(runExport);

async function runExport(options: ExportOptions): Promise<void> {
  const { format, request, output } = options;
  const id = request === undefined ? undefined : (readRequestId(request) ?? request.toLowerCase());
  const selection = {
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(id === undefined ? {} : { request: id }),
    ...(options.vm === undefined ? {} : { vm: options.vm }),
  };
  let count = 0;
  const lines = (store: Store) => exportLog(store.log(), format, selection, () => (count += 1));
  await withStore((store) => send(lines(store), output));
  if (count === 0) process.stderr.write(`ajar: ${sayNothing(selection)}\n`);
}

/** Why an export is empty: for people, who would otherwise wonder whether it worked. */
function sayNothing({ since, request, vm }: Selection): string {
  if (request !== undefined && readRequestId(request) === undefined)
    return `No event was exported: "${request}" is no request's id. Write aj- and six letters or digits, such as aj-7k2m9q.`;
  const said = [
    ...(request === undefined ? [] : [`of request ${request}`]),
    ...(vm === undefined ? [] : [`about the VM "${vm}"`]),
    ...(since === undefined ? [] : [`since ${since.toISOString()}`]),
  ];
  return said.length === 0
    ? 'The audit log holds no event yet.'
    : `No event was exported: the audit log has none ${said.join(' ')}.`;
}

/** Writes as fast as the reader reads. A reader that has seen enough (`| head`) ends the export, which is no error. */
async function send(lines: AsyncIterable<string>, output: string | undefined): Promise<void> {
  const out: Writable = output === undefined ? process.stdout : createWriteStream(output, { mode: 0o600 });
  try {
    await pipeline(Readable.from(lines), out, { end: output !== undefined });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (output !== undefined || code !== 'EPIPE') throw error;
  }
}

import { createWriteStream } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, exportLog } from '../audit/export.ts';
import { readJsonLines } from '../audit/json-lines.ts';
import { type Verification, verifyLog } from '../audit/verify.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { openStore } from '../main.ts';
import type { Store } from '../ports/store.ts';
import { sinceOf } from './since.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly since?: Date;
  readonly request?: string;
  readonly vm?: string;
  readonly output?: string;
}

/** `ajar audit export` and `ajar audit verify`. Exit codes: 0 done, 1 the log is broken, 2 it could not be read or written. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('export the audit log, or check that nobody changed it')
    .addCommand(exportCommand())
    .addCommand(verifyCommand());

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

const verifyCommand = (): Command =>
  new Command('verify')
    .description('follow the chain of seals from the first event to the last, and name the first broken link')
    .option('--file <file>', 'verify this export (JSON lines, whole) instead of the store')
    .action(({ file }: { readonly file?: string }) => runVerify(file));

async function runExport({ format, since, request, vm, output }: ExportOptions): Promise<void> {
  const selection = {
    ...(since === undefined ? {} : { since }),
    ...(request === undefined ? {} : { request: request.toLowerCase() }),
    ...(vm === undefined ? {} : { vm }),
  };
  await using((store) => send(exportLog(store.log(), format, selection), output));
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

async function runVerify(file: string | undefined): Promise<void> {
  const result = await (file === undefined ? using((store) => verifyLog(store.log())) : verifyFile(file));
  if (result.ok && result.sealed + result.unsealed === 0)
    throw new Complaint('There is no audit log yet: no event was ever written there.');
  if (!result.ok) process.exitCode = 1;
  process.stdout.write(`${report(result)}\n`);
}

async function verifyFile(file: string): Promise<Verification> {
  const handle = await openFile(file);
  try {
    if ((await handle.stat()).isDirectory())
      throw new Complaint(`${file} is a folder. Name the export in it.`);
    return await verifyLog(readJsonLines(handle.readLines()));
  } finally {
    await handle.close();
  }
}

const report = (result: Verification): string =>
  result.ok
    ? `The audit log is whole: ${result.sealed} sealed, ${result.unsealed} not sealed yet.`
    : `The audit log is broken at event ${result.seq}, which ${result.why}`;

async function using<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(readConfig(environment()), { mustExist: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

import { createWriteStream } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, exportLog } from '../audit/export.ts';
import { NotAnExport, readJsonLines } from '../audit/json-lines.ts';
import { type Verification, verifyLog } from '../audit/verify.ts';
import type { Store } from '../ports/store.ts';
import { StoreError } from '../store/store-error.ts';
import { sinceOf, Unclear } from './since.ts';

/** Opens the store that the settings name; it may throw `StoreError`. */
type Opener = () => Promise<Store>;

interface ExportOptions {
  readonly format: ExportFormat;
  readonly since?: string;
  readonly request?: string;
  readonly vm?: string;
  readonly output?: string;
}

/** `ajar audit export` and `ajar audit verify`. Exit codes: 0 done, 1 the log is broken, 2 it could not be read or written. */
export function auditCommand(open: Opener): Command {
  return new Command('audit')
    .description('Exports the audit log, or checks that nobody changed it.')
    .addCommand(strict(exportCommand(open)))
    .addCommand(strict(verifyCommand(open)));
}

// Commander would end wrong usage with 1, which here says that the log is broken.
const strict = (command: Command): Command =>
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

const exportCommand = (open: Opener): Command =>
  new Command('export')
    .description('Writes the audit log, oldest first: CSV for a spreadsheet, JSON lines for proof.')
    .addOption(new Option('--format <format>', 'form of the export').choices(EXPORT_FORMATS).default('jsonl'))
    .option('--since <time>', 'only events since then: 7d, 12h, 30m, or a date such as 2026-01-31')
    .option('--request <id>', 'only events of this request (aj-…)')
    .option('--vm <vm>', 'only events about this VM, by name or resource id')
    .option('--output <file>', 'write to this file instead of standard output')
    .action((options: ExportOptions, command: Command) => exiting(command, () => runExport(open, options)));

const verifyCommand = (open: Opener): Command =>
  new Command('verify')
    .description(
      'Follows the chain of seals from the first event to the last and names the first broken link.',
    )
    .option('--file <file>', 'verify this export (JSON lines, whole) instead of the store')
    .action((options: { readonly file?: string }, command: Command) =>
      exiting(command, () => runVerify(open, options.file)),
    );

async function runExport(open: Opener, options: ExportOptions): Promise<void> {
  const { format, request, vm, output } = options;
  const selection = {
    ...(options.since === undefined ? {} : { since: sinceOf(options.since, new Date()) }),
    ...(request === undefined ? {} : { request: request.toLowerCase() }),
    ...(vm === undefined ? {} : { vm }),
  };
  await using(open, (store) => send(exportLog(store.log(), format, selection), output));
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

async function runVerify(open: Opener, file: string | undefined): Promise<void> {
  const result = await (file === undefined
    ? using(open, (store) => verifyLog(store.log()))
    : verifyFile(file));
  if (result.ok && result.sealed + result.unsealed === 0)
    throw new Complaint('There is no audit log yet: no event was ever written there.');
  if (!result.ok) process.exitCode = 1;
  process.stdout.write(`${report(result)}\n`);
}

async function verifyFile(file: string): Promise<Verification> {
  const handle = await openFile(file);
  try {
    return await verifyLog(readJsonLines(handle.readLines()));
  } finally {
    await handle.close();
  }
}

const report = (result: Verification): string =>
  result.ok
    ? `The audit log is whole: ${result.sealed} sealed, ${result.unsealed} not sealed yet.`
    : `The audit log is broken at event ${result.seq}, which ${result.why}`;

async function using<T>(open: Opener, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await open();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A sentence for the person at the terminal. */
class Complaint extends Error {
  override name = 'Complaint';
}

/** What a person can act on is said in one sentence with exit code 2; anything else is a fault and keeps its stack. */
async function exiting(command: Command, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    command.error(sentence, { exitCode: 2 });
  }
}

function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ([StoreError, NotAnExport, Complaint, Unclear].some((kind) => error instanceof kind))
    return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  return path === undefined
    ? undefined
    : `${path} cannot be read or written (${code}). Name another file, or mend this one.`;
}

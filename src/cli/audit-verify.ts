import { open as openFile, readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readJsonLines } from '../audit/json-lines.ts';
import { type KeptSeal, readSeals } from '../audit/kept-seals.ts';
import { reportLines } from '../audit/report.ts';
import { type Verification, verifyLog } from '../audit/verify.ts';
import { Complaint } from '../complaint.ts';
import type { Store } from '../ports/store.ts';
import { withStore } from './with-store.ts';

interface VerifyChoice {
  readonly file?: string;
  readonly expect?: string;
}

/** Only a part of a log was there: what could be checked holds, and nobody may take that for a whole one. */
const PART = 3;

/** `ajar audit verify`: the store's log or an export, and seals that were kept. */
export const verifyCommand = (): Command =>
  new Command('verify')
    .description('follow the chain of seals from the first event to the last, and name the first broken link')
    .option('--file <file>', 'verify this export (JSON lines) instead of the store')
    .option(
      '--expect <seal>',
      'a last seal that was printed before (5:9f…), or a file with some: fails when it is not there',
    )
    .action(runVerify);

async function runVerify({ file, expect }: VerifyChoice): Promise<void> {
  const kept = expect === undefined ? [] : await keptSeals(expect);
  const { result, faults } = await (file === undefined
    ? withStore((store) => verifyStore(store, kept))
    : verifyFile(file, kept));
  if (result.ok && result.sealed + result.unsealed === 0)
    throw new Complaint('There is no audit log yet: no event was ever written there.');
  process.exitCode = exitOf(result, faults);
  process.stdout.write([...faults, ...reportLines(result), ''].join('\n'));
}

interface Verified {
  readonly result: Verification;
  /** What the store searches by and differs from the log, in sentences. */
  readonly faults: readonly string[];
}

const exitOf = (result: Verification, faults: readonly string[]): number =>
  !result.ok || faults.length > 0 ? 1 : result.part ? PART : 0;

/** Nothing is said about indexes over a log that is broken itself. */
async function verifyStore(store: Store, kept: readonly KeptSeal[]): Promise<Verified> {
  const result = await verifyLog(store.log(), { kept });
  return { result, faults: (result.ok && (await store.faults?.())) || [] };
}

async function verifyFile(file: string, kept: readonly KeptSeal[]): Promise<Verified> {
  const handle = await openFile(file);
  try {
    if ((await handle.stat()).isDirectory())
      throw new Complaint(`${file} is a folder. Name the export in it.`);
    const lines = readJsonLines(handle.readLines());
    return { result: await verifyLog(lines, { kept, mayBePart: true }), faults: [] };
  } finally {
    await handle.close();
  }
}

/** The seals that an argument says, or that stand in the file which it names. */
async function keptSeals(said: string): Promise<readonly KeptSeal[]> {
  const isSeal = /^\d+:/.test(said);
  const seals = readSeals(isSeal ? said : await readFile(said, 'utf8'));
  if (seals.length > 0) return seals;
  throw new Complaint(
    `There is no seal in ${JSON.stringify(said)}. Write it, or a file with it, as "ajar audit verify" prints it: ` +
      "the event's number, a colon, 64 hex digits.",
  );
}

import { open as openFile, readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readJsonLines } from '../audit/json-lines.ts';
import { type KeptSeal, readSeals } from '../audit/kept-seals.ts';
import { NotAKey, type Verifier, verifiersOf } from '../audit/keys.ts';
import { doubtOf } from '../audit/proofs.ts';
import { reportLines } from '../audit/report.ts';
import { readStatements } from '../audit/statement.ts';
import { type Verification, type VerifyOptions, verifyLog } from '../audit/verify.ts';
import { Complaint } from '../complaint.ts';
import type { Store } from '../ports/store.ts';
import { withStore } from './with-store.ts';

interface VerifyChoice {
  readonly file?: string;
  readonly expect?: string;
  readonly key?: readonly string[];
  readonly checkpoints?: string;
}

/** What a log is held against, besides itself. */
type Against = Pick<VerifyOptions, 'kept' | 'keys'>;

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
    .option(
      '--key <file>',
      'the public half of the key that signs checkpoints: fails without one, and when one does not fit; several times after a change',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option(
      '--checkpoints <file>',
      'with --key: signed checkpoints that were kept elsewhere, such as in the file of a sink: fails when the log lacks one',
    )
    .action(runVerify);

async function runVerify({ file, expect, key, checkpoints }: VerifyChoice): Promise<void> {
  const keys = key === undefined ? undefined : await keysIn(key);
  const kept = [
    ...(expect === undefined ? [] : await keptSeals(expect)),
    ...(checkpoints === undefined ? [] : await signedSeals(checkpoints, keys)),
  ];
  const against: Against = { kept, ...(keys && { keys }) };
  const { result, faults: found } = await (file === undefined
    ? withStore((store) => verifyStore(store, against))
    : verifyFile(file, against));
  if (result.ok && result.sealed + result.unsealed === 0)
    throw new Complaint('There is no audit log yet: no event was ever written there.');
  const unsigned = result.ok && keys && !result.checkpoint && checkpoints === undefined;
  const faults = [...found, ...(unsigned ? [NO_CHECKPOINT] : [])];
  process.exitCode = exitOf(result, faults);
  process.stdout.write([...faults, ...reportLines(result), ''].join('\n'));
}

/** Somebody who rewrites the log takes out what they cannot sign. */
const NO_CHECKPOINT =
  'There is no checkpoint of this key in the log: either none was written yet, or the log was rewritten without them.';

interface Verified {
  readonly result: Verification;
  /** What the store searches by and differs from the log, in sentences. */
  readonly faults: readonly string[];
}

const exitOf = (result: Verification, faults: readonly string[]): number =>
  !result.ok || faults.length > 0 ? 1 : result.part || result.unsaid ? PART : 0;

/** Nothing is said about indexes over a log that is broken itself. */
async function verifyStore(store: Store, against: Against): Promise<Verified> {
  const result = await verifyLog(store.log(), against);
  return { result, faults: (result.ok && (await store.faults?.())) || [] };
}

async function verifyFile(file: string, against: Against): Promise<Verified> {
  const handle = await openFile(file);
  try {
    if ((await handle.stat()).isDirectory())
      throw new Complaint(`${file} is a folder. Name the export in it.`);
    const lines = readJsonLines(handle.readLines());
    return { result: await verifyLog(lines, { ...against, mayBePart: true }), faults: [] };
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

/** The public keys in some files. Throws `Complaint`. */
export async function keysIn(files: readonly string[]): Promise<readonly Verifier[]> {
  const each = files.map(async (file) => {
    try {
      return verifiersOf(await readFile(file, 'utf8'));
    } catch (error) {
      throw error instanceof NotAKey
        ? new Complaint(`${file} has no key that can be used: ${error.message}.`)
        : error;
    }
  });
  return (await Promise.all(each)).flat();
}

/** Only what a key signed counts: anybody can write the words of a checkpoint into a justification. */
async function signedSeals(
  file: string,
  keys: readonly Verifier[] | undefined,
): Promise<readonly KeptSeal[]> {
  if (keys === undefined)
    throw new Complaint('--checkpoints needs --key: without the public key anybody could have written them.');
  const signed = readStatements(await readFile(file, 'utf8')).filter(
    (statement) => statement.what === 'checkpoint' && doubtOf(statement, keys) === undefined,
  );
  if (signed.length > 0) return signed;
  throw new Complaint(
    `There is no checkpoint in ${file} that the key has signed. Name a file that has some.`,
  );
}

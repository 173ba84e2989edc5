import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { sayDuration } from '../access/duration.ts';
import { bare, installationOf } from '../audit/checkpoints.ts';
import { eventFromBytes } from '../audit/event-bytes.ts';
import { signerOf } from '../audit/keys.ts';
import { leapFrom } from '../audit/leap.ts';
import { writeStatement } from '../audit/statement.ts';
import { type Sound, verifyLog } from '../audit/verify.ts';
import { Complaint } from '../complaint.ts';
import { type Config, environment, readConfig } from '../config.ts';
import { forgetLooks } from '../flow/clockwork/watch-clockwork.ts';
import { endUnfinished } from '../flow/restore/end-unfinished.ts';
import type { Store } from '../ports/store.ts';
import type { Restoring } from '../store/sqlite/restore.ts';
import { policyHashOf } from '../wiring/policy-source.ts';
import { storeFile } from '../wiring/stores.ts';
import { refuseRedis } from './backup.ts';
import { listed, said } from './store-words.ts';

const HELP = `
Stop Ajar first, on this machine and on every other that had this store. Nothing is written over: where AJAR_DATA has a store, move
it away before. What happened since the backup is not known any more, so

  requests that waited, or were being opened, are ended: people ask again; what may be open of them is closed
  what is open in the cloud and unknown here is told as drift, and closed at its end
  drafts, codes and links in private messages are void
  accounts that were linked or unlinked, routes that were chosen and personal values that were erased since are as they were before
  the audit log goes on at a higher number, and says so: copies elsewhere keep what was lost here

Ends with
  0  it is the store again: start Ajar
  2  the file is no whole backup, a store is there already, or a setting is wrong; nothing was changed`;

/** `ajar restore FILE`: makes a backup the store again. */
export const restoreCommand = (): Command =>
  new Command('restore')
    .description('make a backup the embedded store again, where there is none')
    .argument('<file>', 'what "ajar backup" made')
    .option(
      '--after <number>',
      'the last event number that any copy of the audit log has, if it is known',
      number,
    )
    .addHelpText('after', HELP)
    .action(async (file: string, { after }: { readonly after?: number }) => {
      const config = readConfig(environment());
      const policy = policyHashOf(config);
      await restore(config, path.resolve(file), { policy, now: new Date(), after: after ?? 0 }, console.log);
    });

export interface RestoreOptions {
  readonly now: Date;
  /** The hash of the policy in force. */
  readonly policy: string;
  /** The last event number that any copy has, as far as it is known. */
  readonly after?: number;
}

/** Throws `Complaint` or `StoreError`; then nothing was changed. */
export async function restore(
  config: Pick<Config, 'redis' | 'dataFolder' | 'audit'>,
  file: string,
  options: RestoreOptions,
  print: (line: string) => void,
): Promise<void> {
  refuseRedis(config);
  const [{ examine, MADE }, { beginRestore }] = await Promise.all([
    import('../store/sqlite/backup.ts'),
    import('../store/sqlite/restore.ts'),
  ]);
  const contents = examine(file);
  try {
    print(`${file} has ${listed(contents.amounts)}.`);
    soundOf(await verifyLog(contents.log()));
  } finally {
    contents.close();
  }
  const restoring = beginRestore(file, storeFile(config));
  try {
    const made = (await restoring.store.recall(MADE, options.now)) as { readonly at: Date } | undefined;
    await restoring.store.forget(MADE);
    await goOn(restoring, made?.at, config, options, print);
    print(said(soundOf(await verifyLog(restoring.store.log()))));
  } catch (error) {
    await restoring.abandon();
    throw error;
  }
  await restoring.finish();
  print(
    `${storeFile(config)} is the store again. Start Ajar there; it tells what is open in the cloud and unknown to it.`,
  );
}

/** The log first, so that what is ended stands after the event that says why. */
async function goOn(
  restoring: Restoring,
  made: Date | undefined,
  { audit: { key } }: Pick<Config, 'audit'>,
  { now, policy, after }: RestoreOptions,
  print: (line: string) => void,
): Promise<void> {
  const { store } = restoring;
  await store.seal();
  const last = await lastOf(store);
  const of = made ?? last.at;
  const age = `${sayDuration(Math.max(0, Math.floor((now.getTime() - of.getTime()) / MINUTE)) * MINUTE)} old`;
  print(
    `${made ? 'It was made' : 'Its last event is of'} ${of.toISOString()}: ${age}. The last event is ${last.seq}.`,
  );
  const statement = writeStatement(
    {
      what: 'restored',
      installation: await installationOf(store, now),
      at: now,
      seq: last.seq,
      seal: last.seal,
    },
    key === undefined ? undefined : signerOf(key),
  );
  const seq = leapFrom(last.seq, after);
  const detail = `Restored from a backup of ${of.toISOString()}. What came after event ${last.seq} is lost here, and the log goes on at ${seq}: ${statement}`;
  restoring.goOnAt(seq, { ...bare(now, policy), kind: 'restored', detail });
  const dropped = restoring.forgetPassing();
  await forgetLooks(store);
  const ended = await endUnfinished({ store, now, policy });
  await store.seal();
  print(`Ended ${ended} that waited or were being opened, and dropped ${dropped} drafts, codes and links.`);
}

const MINUTE = 60_000;

function soundOf(result: Awaited<ReturnType<typeof verifyLog>>): Sound {
  if (result.ok) return result;
  throw new Complaint(
    `The audit log of the backup is broken at event ${result.seq}. Nothing was restored: take another backup.`,
  );
}

async function lastOf(
  store: Store,
): Promise<{ readonly seq: number; readonly seal: string; readonly at: Date }> {
  let last: { readonly seq: number; readonly seal: string; readonly at: Date } | undefined;
  for await (const { seq, seal, bytes } of store.log())
    if (seal !== undefined) last = { seq, seal, at: eventFromBytes(bytes).at };
  if (last === undefined)
    throw new Complaint('The backup holds no event: there is nothing to restore. Start Ajar without it.');
  return last;
}

function number(text: string): number {
  if (/^[1-9]\d{0,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is no event number, such as 4711.`);
}

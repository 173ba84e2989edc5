import { Command } from 'commander';
import { bare } from '../audit/checkpoints.ts';
import { type Verification, verifyLog } from '../audit/verify.ts';
import { Complaint } from '../complaint.ts';
import { type Config, environment, readConfig } from '../config.ts';
import type { TakeOver } from '../store/redis/take-over.ts';
import type { HandOver } from '../store/sqlite/hand-over.ts';
import { policyHashOf } from '../wiring/policy-source.ts';
import { storeFile } from '../wiring/stores.ts';
import { listed, said } from './store-words.ts';

const HELP = `
Stop Ajar first. Everything in AJAR_DATA goes to the empty Redis of REDIS_URL: requests, records, cards, answers, what is
remembered, and the audit log with its seals, whose chain is verified before and after. Then the file in AJAR_DATA is marked
as moved: nothing starts from it any more. Should anything come in between, neither can be started from, or the old one as it
was; run it again.

Ends with
  0  it is done, or could be
  2  the file is in use, its audit log is broken, Redis is not empty or would lose data, or a setting is wrong`;

/** `ajar migrate`: from the embedded store to Redis. */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .description('move everything from the embedded store to an empty Redis')
    .option('--dry-run', 'only look whether it could be done')
    .addHelpText('after', HELP)
    .action(async (options: { readonly dryRun?: true }) => {
      const config = readConfig(environment());
      const { dryRun = false } = options;
      await migrate(config, { dryRun, policy: policyHashOf(config), now: new Date() }, console.log);
    });

export interface MigrateOptions {
  readonly dryRun: boolean;
  /** The hash of the policy in force. */
  readonly policy: string;
  readonly now: Date;
}

/** Throws `Complaint` or `StoreError`; then the old store is as it was, or the next run ends what was begun. */
export async function migrate(
  config: Config,
  options: MigrateOptions,
  print: (line: string) => void,
): Promise<void> {
  const { redis } = config;
  if (redis === undefined) throw new Complaint('REDIS_URL is not set: say where to move to.');
  const { holdAlone } = await import('../store/sqlite/hand-over.ts');
  const { openTakeOver } = await import('../store/redis/take-over.ts');
  const source = holdAlone(storeFile(config));
  try {
    const target = await openTakeOver(redis.url, redis.prefix);
    try {
      checkDurable(target, redis.unsafe);
      if (source.move?.ended) await endMove(source.move, target, options.dryRun, print);
      else if (options.dryRun) await lookOnly(source, target, print);
      else await move(source, target, options, print);
    } finally {
      await target.close();
    }
  } finally {
    source.close();
  }
}

function checkDurable({ at, faults }: TakeOver, unsafe: 'refuse' | 'warn'): void {
  if (faults.length > 0 && unsafe === 'refuse')
    throw new Complaint([`${at} would lose what Ajar saves.`, ...faults].join(' '));
}

/** The file was left, and only its end was not said over there. */
async function endMove(
  { id, to }: NonNullable<HandOver['move']>,
  target: TakeOver,
  dryRun: boolean,
  print: (line: string) => void,
) {
  if (!(await target.isWhole(id)))
    throw new Complaint(`This installation was moved to ${to} before. There is nothing to move any more.`);
  if (dryRun) return print(`All is at ${target.at} but the end of the move; nothing was done.`);
  await target.say(id, 'ended');
  print(`The move to ${target.at} is ended. Start Ajar with REDIS_URL.`);
}

async function lookOnly(source: HandOver, target: TakeOver, print: (line: string) => void): Promise<void> {
  await target.checkFree(source.move?.id);
  print(`${said(await soundLog(source.log()))} Everything could be moved to ${target.at}; nothing was.`);
}

/** Save first: the old file is left only when all is over there and was compared; nobody can start from there before that. */
async function move(
  source: HandOver,
  target: TakeOver,
  { now, policy }: MigrateOptions,
  print: (line: string) => void,
): Promise<void> {
  await target.checkFree(source.move?.id);
  print(said(await soundLog(source.log())));
  const id = source.begin(target.at);
  const amounts = await target.take(source, id);
  print(`Moved to ${target.at}: ${listed(amounts)}.`);
  await target.verify(source);
  const detail = `The log was moved here from the embedded store: ${amounts.log} events.`;
  await target.note(id, { ...bare(now, policy), kind: 'moved', detail });
  print(said(await soundLog(target.log())));
  await target.say(id, 'whole');
  source.leave();
  await target.say(id, 'ended');
  print('The old file is marked as moved. Start Ajar with REDIS_URL.');
}

type Sound = Extract<Verification, { readonly ok: true }>;

async function soundLog(lines: Parameters<typeof verifyLog>[0]): Promise<Sound> {
  const result = await verifyLog(lines);
  if (result.ok) return result;
  throw new Complaint(
    `The audit log is broken at event ${result.seq}. Nothing was left: run "ajar audit verify".`,
  );
}

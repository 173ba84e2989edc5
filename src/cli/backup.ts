import path from 'node:path';
import { Command } from 'commander';
import { verifyLog } from '../audit/verify.ts';
import { Complaint } from '../complaint.ts';
import { type Config, environment, readConfig } from '../config.ts';
import { storeFile } from '../wiring/stores.ts';
import { listed, said } from './store-words.ts';

const HELP = `
Ajar may go on meanwhile: the file has everything as it is at one moment, in one file, and is looked at before this ends. It holds
all that the store holds, names and addresses too: keep it as safe. "ajar restore FILE" makes it the store again.

Ends with
  0  the backup is there and whole
  2  the file is there already, cannot be written, or the store's audit log is broken`;

/** `ajar backup FILE`: the embedded store as it is now, in a file of its own. */
export const backupCommand = (): Command =>
  new Command('backup')
    .description('copy the embedded store into a new file, while Ajar runs')
    .argument('<file>', 'where to; never written over')
    .addHelpText('after', HELP)
    .action(async (file: string) =>
      backup(readConfig(environment()), path.resolve(file), new Date(), console.log),
    );

/** Throws `Complaint` or `StoreError`. */
export async function backup(
  config: Pick<Config, 'redis' | 'dataFolder'>,
  to: string,
  now: Date,
  print: (line: string) => void,
): Promise<void> {
  refuseRedis(config);
  const [{ backUp, examine }, { createSqliteStore }] = await Promise.all([
    import('../store/sqlite/backup.ts'),
    import('../store/sqlite/store.ts'),
  ]);
  const store = createSqliteStore({ file: storeFile(config), mustExist: true });
  try {
    // So that all of the backup is proven, and its last seal can be kept elsewhere.
    await store.seal();
  } finally {
    await store.close();
  }
  backUp(storeFile(config), to, now);
  const contents = examine(to);
  try {
    const result = await verifyLog(contents.log());
    print(`${to} has ${listed(contents.amounts)}.`);
    if (!result.ok)
      throw new Complaint(
        `Its audit log is broken at event ${result.seq}, as the store's is: run "ajar audit verify".`,
      );
    print(said(result));
  } finally {
    contents.close();
  }
}

export function refuseRedis({ redis }: Pick<Config, 'redis'>): void {
  if (redis !== undefined)
    throw new Complaint(
      'The store is on Redis (REDIS_URL): back up its append-only file as its own documentation says (docs/operations.md).',
    );
}

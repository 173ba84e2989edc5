import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { makeKeys } from '../audit/keys.ts';
import { Complaint } from '../complaint.ts';

/** `ajar audit keygen`: the pair with which checkpoints are signed and verified. */
export const keygenCommand = (): Command =>
  new Command('keygen')
    .description(
      'make a key for signed checkpoints: the private half to a file, the public one to the terminal',
    )
    .option('--output <file>', 'where the private half goes; it must not be there yet', 'audit-key.pem')
    .action(async ({ output }: { readonly output: string }) => {
      const keys = makeKeys();
      await writeNew(output, keys.private);
      process.stdout.write(keys.public);
      console.error(
        `ajar: key ${keys.id}. ${output} has the private half: put its text in AJAR_AUDIT_KEY, then keep the file where only Ajar's ` +
          'operators come. The public half above is for "ajar audit verify --key"; keep it elsewhere than the log.',
      );
    });

/** A key that is in use is never written over. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Complaint(`${file} is there already, and may be in use. Name another file with --output.`);
  }
}

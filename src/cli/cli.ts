import { Command } from 'commander';

/** The `ajar` command line: one command a file; `extra` brings those that live outside src (demo, sandbox). */
export async function run(argv: readonly string[], extra: readonly (() => readonly Command[])[]): Promise<void> {
  const program = new Command('ajar')
    .description("Opens a VM's ports just in time, for one person, from one place, for a while, and closes them again.")
    .showHelpAfterError('(ajar --help lists the commands)')
    .configureHelp({ sortSubcommands: false });
  for (const commands of extra) for (const command of commands()) program.addCommand(command);
  await program.parseAsync([...argv]);
}

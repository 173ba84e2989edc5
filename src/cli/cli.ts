import { Command } from 'commander';
import { fetchSecrets } from '../config.ts';
import { readVersion } from '../version.ts';
import { activityCommand } from './activity.ts';
import { auditCommand } from './audit.ts';
import { azureCommand } from './azure.ts';
import { backupCommand } from './backup.ts';
import { checkCommand } from './check.ts';
import { doctorCommand } from './doctor.ts';
import { driftCommand } from './drift.ts';
import { exitCodeOf } from './exit-code.ts';
import { initCommand } from './init/command.ts';
import { jitCommand } from './jit.ts';
import { manifestCommand } from './manifest.ts';
import { migrateCommand } from './migrate.ts';
import { nsgCommand } from './nsg.ts';
import { parseCommand } from './parse.ts';
import { policyCommand } from './policy.ts';
import { restoreCommand } from './restore.ts';
import { serveCommand } from './serve.ts';
import { sweepCommand } from './sweep.ts';
import { vmsCommand } from './vms.ts';

/** Commands that live outside src (demo, sandbox). */
type Extra = readonly (() => readonly Command[])[];

/** Runs the `ajar` command line; the process ends with 0, 1 for a fault of what was checked, 2 for wrong usage or settings. */
export async function run(argv: readonly string[], extra: Extra): Promise<void> {
  try {
    // Somebody who writes nothing wants to know what can be written.
    await createProgram(extra).parseAsync(argv.length > 2 ? [...argv] : [...argv, '--help']);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** Every command, one a file. */
export function createProgram(extra: Extra): Command {
  const program = new Command('ajar')
    .description(
      "open a VM's ports just in time, for one person, from one place, for a while, and close them again",
    )
    .version(readVersion(), '--version', 'print the version');
  const commands = [
    ...[initCommand(), serveCommand(), ...extra.flatMap((more) => more())],
    ...[parseCommand(), policyCommand(), auditCommand()],
    ...[
      vmsCommand(),
      checkCommand(),
      activityCommand(),
      jitCommand(),
      nsgCommand(),
      sweepCommand(),
      driftCommand(),
      doctorCommand(),
      azureCommand(),
      migrateCommand(),
      backupCommand(),
      restoreCommand(),
      manifestCommand(),
    ],
  ];
  for (const command of commands) program.addCommand(command);
  program.hook('preAction', fetchSecrets);
  inOneManner(program, 'ajar');
  return program;
}

/** Every command speaks and ends alike; commander would end the process itself, and with 1 for wrong usage. */
function inOneManner(command: Command, name: string): void {
  command
    .exitOverride()
    .helpOption('-h, --help', 'show this help')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ajar: ')) })
    .showHelpAfterError(`("${name} --help" says what can be written)`);
  if (command.commands.length > 0) command.helpCommand('help [command]', 'show the help of a command');
  for (const each of command.commands) inOneManner(each, `${name} ${each.name()}`);
}

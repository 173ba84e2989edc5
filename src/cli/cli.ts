import { Command, CommanderError } from 'commander';
import { environment, readConfig } from '../config.ts';
import { openStore } from '../main.ts';
import { ConfigError } from '../settings.ts';
import { auditCommand } from './audit.ts';
import { doctorCommand } from './doctor.ts';
import { manifestCommand } from './manifest.ts';
import { parseCommand } from './parse.ts';
import { policyCommand } from './policy.ts';
import { serveCommand } from './serve.ts';
import { sweepCommand } from './sweep.ts';

/** Usage and settings faults end with 2, faults of what was checked with 1, as people expect of a command line. */
const USAGE = 2;

/** The `ajar` command line: one command a file; `extra` brings those that live outside src (demo, sandbox). */
export async function run(
  argv: readonly string[],
  extra: readonly (() => readonly Command[])[],
): Promise<void> {
  const openLog = async () => openStore(readConfig(environment()), { mustExist: true });
  const program = new Command('ajar')
    .description(
      "Opens a VM's ports just in time, for one person, from one place, for a while, and closes them again.",
    )
    .showHelpAfterError('(ajar --help lists the commands)');
  const commands = [
    ...[serveCommand(), ...extra.flatMap((more) => more())],
    ...[parseCommand(), policyCommand(), auditCommand(openLog)],
    ...[sweepCommand(), doctorCommand(), manifestCommand()],
  ];
  for (const command of commands) program.addCommand(command);
  overrideExits(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** Commander ends the process itself, and with 1 for wrong usage; here it throws, also in every subcommand. */
function overrideExits(command: Command): void {
  command.exitOverride();
  for (const each of command.commands) overrideExits(each);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE; // commander has printed it
  console.error(error instanceof Error ? `ajar: ${error.message}` : error);
  return error instanceof ConfigError ? USAGE : 1;
}

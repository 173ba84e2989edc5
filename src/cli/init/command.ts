import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { Complaint } from '../../complaint.ts';
import { ConfigError } from '../../settings/settings.ts';
import type { Answers } from './answers.ts';
import { readAnswers } from './answers-file.ts';
import { faultsOf, policyFaultsOf } from './examine.ts';
import { type Finding, filesFor, findWhatIsThere } from './find.ts';
import { announced, finish } from './finish.ts';
import type { Planned } from './write.ts';

const HELP = `
It asks how Ajar is to be reached, which chat apps and which Azure it is for, and who may open what. From the answers it writes
.env and the policy, and into the folder ajar-setup the Slack manifest, the Teams package, the roles for Azure and a page for each
administrator. Nothing is written before it has said what, and what somebody wrote by hand stays. Run it again to go on, or to
change something: it begins with what is there.

--answers takes the same answers from a file (docs/setup.md), for machines. A secret is not written there, but where it is.

Ends with
  0  written, or nothing was to be written
  1  stopped: nothing is written
  2  an answer is wrong, or this is no terminal`;

interface Options {
  readonly answers?: string;
  readonly yes?: true;
}

/** `ajar init`: the first set-up, and every later one. */
export const initCommand = (): Command =>
  new Command('init')
    .description('set Ajar up by answering questions: .env, the policy, and a page for each administrator')
    .option('--answers <file>', 'take the answers from this file (YAML or JSON) instead of asking')
    .option('--yes', 'with --answers: change files that are there')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const there = findWhatIsThere();
      if (options.answers === undefined) return atTerminal(there);
      const answers = readFile(options.answers, there);
      mustFit(answers, there);
      const files = await filesFor(answers, there);
      mustBeWanted(files, options.yes === true);
      console.log(announced(answers, there, files) ?? 'Everything is as it was: there is nothing to write.');
      finish(answers, there, files, console.log);
    });

async function atTerminal(there: Finding): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new Complaint(
      'There is nobody here to be asked. Write --answers FILE with the answers (docs/setup.md).',
    );
  const [{ terminalPrompts }, { interview }] = await Promise.all([
    import('./terminal.ts'),
    import('./interview.ts'),
  ]);
  await interview(there, terminalPrompts());
}

function readFile(file: string, { before, env }: Finding): Answers {
  return readAnswers(readFileSync(file, 'utf8'), file, env, before);
}

/** Throws `ConfigError` with every fault, of settings and of the policy. */
function mustFit(answers: Answers, { env }: Finding): void {
  const settings = faultsOf(answers, env).map(({ key, message }) => `${key}: ${message}`);
  const policy = answers.policy ? policyFaultsOf(answers.policy, answers.policyFile) : [];
  if (settings.length + policy.length > 0) throw new ConfigError([...settings, ...policy]);
}

/** Nobody is there to be asked. */
function mustBeWanted(files: readonly Planned[], yes: boolean): void {
  const theirs = files.filter(({ theirs: isTheirs, state }) => isTheirs && state === 'changed');
  if (theirs.length === 0 || yes) return;
  throw new Complaint(
    `${theirs.map(({ path }) => path).join(' and ')} would be changed. With --yes it is; nothing is written yet.`,
  );
}

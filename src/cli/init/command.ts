import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { Complaint } from '../../complaint.ts';
import { environment } from '../../config.ts';
import { ConfigError } from '../../settings/settings.ts';
import type { Answers } from './answers.ts';
import { readAnswers } from './answers-file.ts';
import { faultsOf, policyFaultsOf } from './examine.ts';
import { type Finding, filesFor, findWhatIsThere } from './find.ts';
import { nextSteps } from './next-steps.ts';
import { changedIn, valuesOf } from './values.ts';
import { type Planned, summary, writeAll } from './write.ts';

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
      if (options.answers === undefined) return (await import('./interview.ts')).interview(there);
      const answers = readFile(options.answers, there);
      mustFit(answers);
      const files = await filesFor(answers, there);
      mustBeWanted(files, options.yes === true);
      finish(answers, there, files);
    });

function readFile(file: string, { before }: Finding): Answers {
  return readAnswers(readFileSync(file, 'utf8'), file, environment(), before);
}

/** Throws `ConfigError` with every fault, of settings and of the policy. */
function mustFit(answers: Answers): void {
  const settings = faultsOf(answers, environment()).map(({ key, message }) => `${key}: ${message}`);
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

/** Writes, and says what was written and what is left to do. */
export function finish(answers: Answers, there: Finding, files: readonly Planned[]): void {
  const changed = Object.keys(changedIn(there.envText, valuesOf(answers)));
  if (files.every(({ state }) => state === 'same'))
    console.log('Everything is as it was: there is nothing to write.');
  else {
    console.log(`These files are written:\n${summary(files, changed)}`);
    writeAll(files);
  }
  console.log(nextSteps(answers, files, environment()));
}

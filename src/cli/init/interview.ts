import { existsSync } from 'node:fs';
import type { Vm } from '../../access/vm.ts';
import type { Answers } from './answers.ts';
import { faultsOf } from './examine.ts';
import { type Finding, filesFor } from './find.ts';
import { announced, finish } from './finish.ts';
import { lookAt } from './look.ts';
import { missingOf, type Part } from './missing.ts';
import { PARTS } from './parts.ts';
import { onlyMissing, type Prompts } from './prompts.ts';

const ALL = Object.keys(PARTS) as Part[];

/** Asks, says what would be written, and writes it once that is confirmed. What is cut off before has written nothing. */
export async function interview(there: Finding, prompts: Prompts): Promise<void> {
  try {
    const answers = there.first ? await askAll(there, prompts) : await askSome(there, prompts);
    for (const { key, message } of faultsOf(answers, there.env))
      prompts.say(`To be mended: ${key}: ${message}`);
    const files = await filesFor(answers, there);
    const news = announced(answers, there, files);
    prompts.say(`\n${news ?? 'Everything is as it was: there is nothing to write.'}\n`);
    if (news !== undefined && !(await prompts.yes({ message: 'Write them?', usual: true })))
      return stopped(prompts);
    finish(answers, there, files, prompts.say);
  } catch (error) {
    // Ctrl-C, by the name that the library gives it.
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
    stopped(prompts);
  }
}

function stopped(prompts: Prompts): void {
  prompts.say('Stopped: nothing is written.');
  process.exitCode = 1;
}

async function askAll(there: Finding, prompts: Prompts): Promise<Answers> {
  prompts.say(
    'Setting Ajar up. Nothing is written before the end, and what is not known yet can stay empty: run it again then.\n',
  );
  return askParts(
    ALL.map((part) => ({ part, ask: prompts, first: true })),
    there,
    prompts,
  );
}

interface Turn {
  readonly part: Part;
  readonly ask: Prompts;
  readonly first: boolean;
}

/** What is there, and then only what is missing or what somebody wants to change. */
async function askSome(there: Finding, prompts: Prompts): Promise<Answers> {
  const { before } = there;
  const missing = missingOf(before, existsSync(before.policyFile));
  const parts = ALL.filter((part) => PARTS[part].about(before) !== undefined);
  prompts.say(
    [
      'What is there:',
      ...parts.map((part) => `  ${PARTS[part].title}: ${PARTS[part].about(before)}`),
      '',
    ].join('\n'),
  );
  const lacking = parts.filter((part) => missing.some((each) => each.part === part));
  const chosen = await prompts.several({
    message: 'What is to be asked? (None: the files are made anew from what is there.)',
    choices: [
      ...lacking.map((part) => ({
        value: `missing ${part}`,
        name: `what is missing: ${missing
          .filter((each) => each.part === part)
          .map(({ what }) => what)
          .join(', ')}`,
      })),
      ...parts.map((part) => ({ value: `change ${part}`, name: `change: ${PARTS[part].title}` })),
    ],
    known: lacking.map((part) => `missing ${part}`),
  });
  const turns = ALL.flatMap((part): readonly Turn[] => {
    if (chosen.includes(`change ${part}`)) return [{ part, ask: prompts, first: false }];
    return chosen.includes(`missing ${part}`) ? [{ part, ask: onlyMissing(prompts), first: false }] : [];
  });
  return askParts(turns, there, prompts);
}

async function askParts(turns: readonly Turn[], there: Finding, prompts: Prompts): Promise<Answers> {
  let answers = there.before;
  let vms: readonly Vm[] = [];
  for (const { part, ask, first } of turns) {
    if (PARTS[part].about(answers) === undefined) continue;
    if (part === 'policy' && !(await mayWritePolicy(there, answers, prompts))) continue;
    answers = await PARTS[part].ask(answers, ask, first, vms);
    if (
      part !== 'azure' ||
      (await prompts.yes({ message: 'Look at Azure now, as that identity?', usual: true }))
    )
      vms = [...vms, ...(await lookAt(part, answers, there.env, prompts))];
  }
  return answers;
}

/** A policy that somebody wrote is worth more than one rule. */
const mayWritePolicy = async (
  { ownPolicy }: Finding,
  { policyFile }: Answers,
  prompts: Prompts,
): Promise<boolean> =>
  !ownPolicy ||
  prompts.yes({
    message: `${policyFile} was written or changed by hand. Write a new one in its place?`,
    usual: false,
  });

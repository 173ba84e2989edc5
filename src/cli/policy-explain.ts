import { Command } from 'commander';
import { explain } from '../access/policy/explain.ts';
import { insteadOf } from '../access/policy/explain-instead.ts';
import { sayHeld, sayOthers, sayOutcome, sayVerdict, sayWish } from '../access/policy/explain-words.ts';
import { saidWish } from '../access/policy/said-wish.ts';
import { readSentence } from '../access/sentence.ts';
import { Complaint } from '../complaint.ts';
import { askedBy, peopleOfGroups } from './policy-people.ts';
import { policyFrom, whoIn } from './policy-read.ts';
import { vmsFrom } from './policy-vms.ts';

interface Options {
  readonly as: string;
  readonly policy?: string;
  readonly vms?: string;
  readonly all?: true;
  readonly json?: true;
}

const HELP = `
VMs come from Azure, or with --vms from a file of examples (see "ajar policy test"), without asking Azure anything.

Ends with
  0  it would be allowed, at once or once it is approved
  1  it would be refused
  2  there is no such person or VM, or the policy or a setting is wrong

Examples
  ajar policy explain --as riley@example.com "open 22 on web-01 for 2h from vpn"
  ajar policy explain --as "Requester One" "open 22 on web-01 for 9h" --policy examples/policy.yaml --vms examples/policy-tests.yaml`;

/** Of rules that do not hold, as many as help to see why; `--all` has the others. */
const OTHERS = 10;

/** `ajar policy explain`: which rules match a wish, what each asks, who could approve, and what would make it pass. */
export const explainCommand = (): Command =>
  new Command('explain')
    .description('say what the policy makes of a sentence, and why')
    .argument('<sentence>', 'as it would be written in chat: "open 22 on web-01 for 2h"')
    .requiredOption('--as <person>', 'who asks: a name or an address of the policy, or an Entra object id')
    .option('--policy <file>', 'the policy file; that of the settings when left out')
    .option('--vms <file>', 'the VMs of this file of examples, instead of those in Azure')
    .option('--all', 'every rule that does not hold, too')
    .option('--json', 'one JSON object')
    .addHelpText('after', HELP)
    .action(run);

async function run(sentence: string, options: Options): Promise<void> {
  const filled = await peopleOfGroups(policyFrom(options.policy));
  const who = whoIn(filled)(options.as);
  if ('refused' in who) throw new Complaint(`--as: ${who.refused}`);
  // With VMs of a file nothing is looked up that need not be.
  const policy = options.vms === undefined ? await askedBy(filled, who.person.id) : filled;
  const now = new Date();
  const vms = await vmsFrom(options.vms);
  const context = { now, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  const said = saidWish(policy, who.person.id, readSentence(sentence, context), {
    vms,
    now,
    whoIs: whoIn(policy),
  });
  if ('error' in said) throw new Complaint(said.error);
  const explanation = explain(policy, said.wish);
  const instead = insteadOf(policy, said.wish);
  const lines = [
    `${who.person.name}: ${sayWish(said.wish)}`,
    ...(said.assumed === undefined ? [] : [said.assumed]),
    sayOutcome(explanation),
    ...sayVerdict(policy, explanation, instead).map((line) => `  ${line}`),
    ...sayHeld(explanation),
    ...sayOthers(explanation, options.all ? Number.POSITIVE_INFINITY : OTHERS),
  ];
  if (options.json)
    console.log(JSON.stringify({ ...asJson(explanation), instead: instead.map((each) => each.changes) }));
  else for (const line of lines) console.log(line);
  if (!explanation.judgement.allowed) process.exitCode = 1;
}

const asJson = ({ judgement, reasons, obstacles }: ReturnType<typeof explain>): object => ({
  ...{ judgement, obstacles },
  rules: reasons.map(({ rule, misses, asks }) => ({
    ...{
      rule,
      holds: misses.length === 0,
      misses: misses.map(({ say }) => say),
      asks: asks.map(({ say }) => say),
    },
  })),
});

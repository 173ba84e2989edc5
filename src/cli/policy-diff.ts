import { Command } from 'commander';
import { type Difference, diffPolicies, type PolicyDifference } from '../access/policy/diff.ts';
import { sayDifferences } from '../access/policy/diff-words.ts';
import { peopleOfGroups } from './policy-people.ts';
import { policyFrom } from './policy-read.ts';
import { vmsFrom } from './policy-vms.ts';

const HELP = `
Compared are all VMs and everybody whom either policy knows, groups that are looked up included. Times of day, sources and
lengths of an access are taken to be whatever the rules want: a rule that differs in nothing else is named as changed.

Ends with
  0  nobody gains or loses anything
  1  somebody does
  2  a policy or a setting is wrong, or a group cannot be looked up

Examples
  ajar policy diff policy.yaml policy-new.yaml
  git show main:policy.yaml >old.yaml; ajar policy diff old.yaml policy.yaml --json`;

const MOST = 40;

/** `ajar policy diff OLD NEW`: who gains and who loses what, over the real VMs and people. */
export const diffCommand = (): Command =>
  new Command('diff')
    .description('say who gains and who loses what by a change of the policy, over the real VMs and people')
    .argument('<old>', 'the policy file before')
    .argument('<new>', 'the policy file after')
    .option('--vms <file>', 'the VMs of this file of examples, instead of those in Azure')
    .option('--json', 'one JSON object a line, for each change')
    .addHelpText('after', HELP)
    .action(diff);

async function diff(
  oldFile: string,
  newFile: string,
  options: { readonly vms?: string; readonly json?: true },
): Promise<void> {
  const before = await peopleOfGroups(policyFrom(oldFile));
  const after = await peopleOfGroups(policyFrom(newFile));
  const vms = await vmsFrom(options.vms);
  const found = diffPolicies(before, after, vms);
  const lines = options.json
    ? found.differences.map((each) => JSON.stringify(asJson(each)))
    : sayDifferences(found, { after, vms }, MOST);
  for (const line of lines) console.log(line);
  if (!isNothing(found)) process.exitCode = 1;
}

const isNothing = ({ differences, roles }: PolicyDifference): boolean =>
  differences.length === 0 && roles.every(({ gained, lost }) => gained.length + lost.length === 0);

const asJson = ({ people, vms, ...rest }: Difference): object => ({
  ...rest,
  people: people.map(({ id, name }) => ({ id, name })),
  vms: vms.map(({ id }) => id),
});

import { Command } from 'commander';
import { type Outcome, tryExample } from '../access/policy/examples.ts';
import { readExamples } from '../access/policy/examples-file.ts';
import { fillIn } from '../access/policy/looked-up.ts';
import { policyTextOf } from '../wiring/policy-source.ts';
import { countOf, policyFrom, whoIn } from './policy-read.ts';

const HELP = `
The file has VMs, and sentences with what has to come of them; docs/policy.md shows one. Nothing is looked up: not in Azure,
and not in a directory.

Ends with
  0  everything came as expected
  1  something did not, or the file has faults
  2  a file cannot be read, or the policy has faults

Examples
  ajar policy test examples/policy-tests.yaml --policy examples/policy.yaml`;

/** `ajar policy test FILE`: tries a policy out on examples, and says of each that comes otherwise what was expected and found. */
export const testCommand = (): Command =>
  new Command('test')
    .description('try a policy out on a file of examples with what is expected of each')
    .argument('<file>', 'the examples (YAML)')
    .option('--policy <file>', 'the policy file; that of the settings when left out')
    .option('--json', 'one JSON object a line, for each example')
    .addHelpText('after', HELP)
    .action(test);

function test(file: string, options: { readonly policy?: string; readonly json?: true }): void {
  const read = readExamples(policyTextOf(file));
  if ('faults' in read) {
    for (const { line, column, path, message } of read.faults)
      console.log(`${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`);
    process.exitCode = 1;
    return;
  }
  const policy = fillIn(policyFrom(options.policy), { members: read.members });
  const context = { now: new Date(), zone: 'UTC', vms: read.vms, whoIs: whoIn(policy) };
  const outcomes = read.examples.map((example) => tryExample(policy, example, context));
  const failed = outcomes.filter(({ differences }) => differences.length > 0);
  if (options.json) for (const each of outcomes) console.log(JSON.stringify(asJson(each)));
  else for (const line of linesOf(failed, outcomes.length)) console.log(line);
  if (failed.length > 0) process.exitCode = 1;
}

const asJson = ({ example, differences }: Outcome): object => ({
  ...{ name: example.name, passed: differences.length === 0, differences },
});

const linesOf = (failed: readonly Outcome[], all: number): readonly string[] => [
  ...failed.flatMap(({ example, differences }) => [example.name, ...differences.map((each) => `  ${each}`)]),
  failed.length === 0
    ? `${countOf(all, 'example')}, all as expected.`
    : `${countOf(all, 'example')}, ${failed.length} not as expected.`,
];

import { Command } from 'commander';
import { policyJsonSchema } from '../access/policy/json-schema.ts';
import { CHAT_APPS } from '../main.ts';
import { readPolicyFile } from '../policy-source.ts';
import { diffCommand } from './policy-diff.ts';
import { explainCommand } from './policy-explain.ts';
import { testCommand } from './policy-test.ts';

/** `ajar policy check FILE`: exit 0 when the file is a policy, 1 with every fault in it, 2 when it cannot be read. */
export const policyCommand = (): Command =>
  new Command('policy')
    .description('work with policy files (see docs/policy.md)')
    .addCommand(
      new Command('check')
        .description('say whether a policy file is right, and if not, every fault in it with line and column')
        .argument('<file>', 'the policy file (YAML)')
        .action(check),
    )
    .addCommand(explainCommand())
    .addCommand(testCommand())
    .addCommand(diffCommand())
    .addCommand(
      new Command('schema')
        .description(
          'print the JSON Schema of policy files, for editors that check a file while it is written',
        )
        .action(() => console.log(JSON.stringify(policyJsonSchema(CHAT_APPS), null, 1))),
    );

function check(file: string): void {
  const read = readPolicyFile(file, CHAT_APPS);
  if ('policy' in read) {
    const { rules, groups, hash } = read.policy;
    const facts = [count(rules.length, 'rule'), count(Object.keys(groups).length, 'group'), `sha256 ${hash}`];
    process.stdout.write(`${file} is a valid policy: ${facts.join(', ')}\n`);
    return;
  }
  for (const fault of read.faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${file} is not a valid policy: ${count(read.faults.length, 'fault')}\n`);
  process.exitCode = 1;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

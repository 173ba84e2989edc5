import { Command } from 'commander';
import { policyJsonSchema } from '../access/policy/json-schema.ts';
import { CHAT_APPS } from '../wiring/chat-apps.ts';
import { policyCheckCommand } from './policy-check.ts';
import { diffCommand } from './policy-diff.ts';
import { explainCommand } from './policy-explain.ts';
import { testCommand } from './policy-test.ts';

/** `ajar policy …`: looks at policy files, and changes nothing. */
export const policyCommand = (): Command =>
  new Command('policy')
    .description('work with policy files (see docs/policy.md)')
    .addCommand(policyCheckCommand())
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

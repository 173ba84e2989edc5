import { allowed } from './allow-schema.ts';
import { ALWAYS, block } from './blocks.ts';
import type { PolicyNames } from './checks.ts';
import { match } from './match-schema.ts';
import { routes } from './mention-schema.ts';
import { required } from './require-schema.ts';
import { ruleFaults } from './rule-checks.ts';
import * as v from './values.ts';

/** One rule of the file. */
export const rule = (names: PolicyNames) =>
  block(
    {
      id: v.newName.describe('Shown in refusals and in the audit log; each rule has its own.'),
      match: match(names).describe('What the rule is about; {} is every VM, port and person.'),
      deny: v.sentence
        .regex(/\s/, { error: 'write the sentence that people will read' })
        .optional()
        .describe('Whoever matches is refused with this sentence.'),
      require: required(names).optional().describe('What the rule asks for.'),
      allow: allowed(names).optional().describe('What the rule gives beyond the usual.'),
      pending: v.duration('1m', '7d').optional().describe('How long a request waits for an answer.'),
      routes: routes(names).optional().describe('Where the rule asks and tells.'),
    },
    'write a rule, a block that begins with "- id:"',
  ).superRefine(ruleFaults, ALWAYS);

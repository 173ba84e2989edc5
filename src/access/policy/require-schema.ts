import { z } from 'zod';
import { LONGEST_JUSTIFICATION } from '../justification.ts';
import { ALWAYS, block, isBlock, oneOrMore, WHOLE } from './blocks.ts';
import type { PolicyNames } from './checks.ts';
import { mentioning } from './mention-schema.ts';
import { ANYWHERE_BELOW } from './source-cap.ts';
import * as v from './values.ts';

/** What a rule asks for before it lets anybody in. */
export const required = (names: PolicyNames) =>
  block(
    {
      approvals: z
        .array(approval(names), { error: 'write a list of approvals, such as [{count: 1, from: a-group}]' })
        .min(1, { error: 'write at least one, or leave the key out' })
        .optional()
        .describe('Who has to approve; all entries have to be met.'),
      maxDuration: v
        .duration('1m', '24h')
        .optional()
        .describe('The longest from the first opening to the last end, extensions included.'),
      source: z
        .literal('single-host', { error: 'write single-host, or use minPrefix instead' })
        .optional()
        .describe('single-host: one address only.'),
      minPrefix: block(
        {
          ipv4: v.count(ANYWHERE_BELOW.ipv4, 32).describe('The shortest IPv4 prefix.'),
          ipv6: v.count(ANYWHERE_BELOW.ipv6, 128).describe('The shortest IPv6 prefix.'),
        },
        'write both, such as {ipv4: 28, ipv6: 64}',
      )
        .optional()
        .describe('The shortest prefix of a source, for both families.'),
      networks: oneOrMore(v.nameOf('network', names.networks))
        .optional()
        .describe('The source lies inside one of these networks.'),
      ticket: ticket(names).optional().describe('A ticket that has to be named.'),
      justification: justification.optional().describe('What the reason has to be like.'),
      requesterNeeds: oneOrMore(
        z.enum(['azure-reader', 'azure-jit'], { error: 'write azure-reader or azure-jit' }),
      )
        .optional()
        .describe('What the requester must be allowed to do in Azure itself, on every VM.'),
      stepUp: v
        .flag('write true, or leave the key out')
        .optional()
        .describe('Approvers confirm on a page behind the sign-in of Entra, instead of by a click.'),
    },
    'write a block with what the rule asks for, such as approvals and maxDuration',
  );

const approval = (names: PolicyNames) =>
  block(
    {
      count: v.count(1, 20).describe('How many different people.'),
      from: v.nameOf('group', names.groups).describe('Of this group.'),
      stage: v.count(1, 9).optional().describe('Asked once every earlier stage is met. Without it 1.'),
      escalate: z
        .array(rung(names), { error: 'write a list, such as [{after: 10m, remind: true}]' })
        .min(1, { error: 'write at least one step, or leave the key out' })
        .optional()
        .describe('What happens while nobody answers, soonest first.'),
    },
    'write {count: 1, from: a-group}',
  );

const rung = (names: PolicyNames) =>
  block(
    {
      after: v.duration('1m', '7d').describe('How long after its stage was asked.'),
      remind: v
        .flag('write true, or write to instead')
        .optional()
        .describe('The same people are asked once more.'),
      to: v
        .nameOf('group', names.groups)
        .optional()
        .describe('The people of this group may approve as well from then on.'),
      ask: oneOrMore(mentioning(names))
        .optional()
        .describe('Where these are asked. Without it each in private.'),
    },
    'write {after: 10m, remind: true} or {after: 20m, to: a-group}',
  );

const ticket = ({ hooks = [] }: PolicyNames) =>
  block(
    {
      pattern: oneOrMore(v.ticketPattern).describe(
        'Patterns, of which one fits: # is a digit, * any run of characters.',
      ),
      confirm: v
        .nameOf('hook', hooks)
        .optional()
        .describe('The hook of this file that has to confirm the ticket.'),
    },
    'write a block with pattern, such as {pattern: "CHG#######"}',
  );

const justification = block(
  {
    minLength: v.count(1, LONGEST_JUSTIFICATION).optional().describe('In characters.'),
    pattern: oneOrMore(v.textPattern)
      .optional()
      .describe('Patterns, of which one fits: # is a digit, * any run of characters.'),
  },
  'write a block with minLength or pattern, such as {minLength: 20}',
).superRefine((value, context) => {
  if (!isBlock(value) || 'minLength' in value || 'pattern' in value) return;
  const message = 'write minLength, or pattern, or both';
  context.addIssue({ code: 'custom', path: [], message, params: WHOLE });
}, ALWAYS);

import { z } from 'zod';
import { ALWAYS, block, byName, oneOrMore } from './blocks.ts';
import { groupFaults, modeFaults, networkFaults, type PolicyNames, ruleIdFaults } from './checks.ts';
import { groupEntry } from './group-schema.ts';
import { ladderFaults } from './ladder-checks.ts';
import { limits } from './limits.ts';
import { routes } from './mention-schema.ts';
import { emailAndAccountFaults, muteGroupFaults } from './person-checks.ts';
import { peopleOrGroups } from './person-schema.ts';
import { askRoutes, channel } from './route-schema.ts';
import { rule } from './rule-schema.ts';
import * as v from './values.ts';

/** The policy file, with names resolved against the same file. Every default is filled in later, by `policy-file.ts`. */
export const policySchema = (names: PolicyNames) =>
  block(
    {
      groups: byName(groupEntry(names), 'write a block of groups, each with a list of Entra object ids')
        .optional()
        .describe('Groups of people by name: a list of Entra object ids, or where they are looked up.'),
      neverPeople: z
        .array(v.personId, { error: 'write a list of the Entra object ids of shared accounts' })
        .optional()
        .describe('Shared accounts, by Entra object id: they neither ask nor approve.'),
      hooks: byName(hook, 'write a block of hooks, each with url and secret')
        .optional()
        .describe("Systems of the organisation's own that are asked, by name."),
      networks: byName(network, 'write a block of networks, each with its cidrs')
        .optional()
        .describe('Ranges of addresses by name: people can write "from vpn".'),
      admins: peopleOrGroups(names).optional().describe('Groups and people who may close any request.'),
      auditors: peopleOrGroups(names)
        .optional()
        .describe("Groups and people who may read everybody's requests and the log."),
      onCall: peopleOrGroups(names)
        .optional()
        .describe("Groups and people who may read everybody's requests and the log, and close any access."),
      defaults: defaults(names).optional().describe('What holds where a rule or a person says nothing.'),
      mode: z
        .enum(['watch', 'open'], { error: 'write watch or open' })
        .optional()
        .describe('open, or watch: Ajar opens nothing and says what the policy would have said.'),
      openIn: oneOrMore(v.openIn)
        .optional()
        .describe('With mode: watch, the resource groups in which it opens all the same.'),
      watch: block(
        { tell: oneOrMore(channel(names)).describe('Conversations that hear of it.') },
        'write a block with tell',
      )
        .optional()
        .describe('Who hears what was opened without Ajar.'),
      drift: block(
        {
          widened: z
            .enum(['close', 'tell'], { error: 'write close or tell' })
            .describe('What becomes of an opening that somebody widened by hand.'),
        },
        'write a block with widened',
      )
        .optional()
        .describe('What becomes of differences between Azure and what Ajar has.'),
      setup: setup(names).optional().describe('Who lets a VM be put under just-in-time access.'),
      limits: limits.optional().describe('How much one person may ask, and how many requests may wait.'),
      rules: z
        .array(rule(names), { error: 'write a list of rules, each beginning with "- id:"' })
        .min(1, { error: 'write at least one rule: without a rule everything is refused' })
        .superRefine(ruleIdFaults, ALWAYS)
        .describe('The rules: all that match hold at once, and of two the stricter one wins.'),
    },
    'write a block with the keys groups, networks, admins, auditors, onCall, defaults, setup and rules',
  )
    .superRefine(modeFaults, ALWAYS)
    .superRefine(groupFaults, ALWAYS)
    .superRefine(networkFaults, ALWAYS)
    .superRefine(ladderFaults, ALWAYS)
    .superRefine(emailAndAccountFaults, ALWAYS)
    .superRefine(muteGroupFaults, ALWAYS);

export type PolicyText = z.infer<ReturnType<typeof policySchema>>;
export type RuleText = PolicyText['rules'][number];

const network = block(
  {
    cidrs: oneOrMore(v.cidr).describe('Its ranges, IPv4 or IPv6; an address is one host.'),
    shared: z
      .boolean({ error: 'write true or false' })
      .optional()
      .describe('Many people come from it: cards say so.'),
    phone: z
      .literal(true, { error: 'write true, or leave it out' })
      .optional()
      .describe('A phone network: "Use my address" says that such an address is shared and changes soon.'),
  },
  'write a block with cidrs, such as {cidrs: [198.51.100.0/28], shared: true}',
);

const hook = block(
  {
    url: v.hookUrl.describe('Where it is asked: an https address.'),
    secret: v.hookSecret.describe('The name of the setting that holds the secret it is signed with.'),
  },
  'write a block with url and secret, such as {url: https://tickets.example.com/ajar, secret: AJAR_HOOK_TICKETS}',
);

const defaults = (names: PolicyNames) =>
  block(
    {
      duration: v.duration('1m', '24h').optional().describe('For requests that name none.'),
      warnBefore: v
        .duration('1m', '12h')
        .optional()
        .describe('How long before the end the requester is warned.'),
      pending: v.duration('1m', '7d').optional().describe('How long a request waits for an answer.'),
      routes: routes(names).optional().describe('Where is asked and told, where no rule says it.'),
    },
    'write a block with duration, warnBefore, pending and routes',
  );

const setup = (names: PolicyNames) =>
  block(
    {
      approval: z
        .enum(['admin', 'none'], { error: 'write admin or none' })
        .optional()
        .describe('admin: another admin than the one who asks. none: an admin does it alone.'),
      routes: askRoutes(names).optional().describe('Where admins are asked for it.'),
    },
    'write a block with approval and routes, such as {approval: admin, routes: {ask: direct}}',
  );

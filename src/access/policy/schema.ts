import { z } from 'zod';
import { ALWAYS, block, byName, oneOrMore } from './blocks.ts';
import { groupFaults, modeFaults, networkFaults, type PolicyNames, ruleIdFaults } from './checks.ts';
import { groupEntry } from './group-schema.ts';
import { limits } from './limits.ts';
import { emailAndAccountFaults, muteGroupFaults } from './person-checks.ts';
import { peopleOrGroups } from './person-schema.ts';
import { askRoutes, channel, routes, rule } from './rule-schema.ts';
import * as v from './values.ts';

/** The policy file, with names resolved against the same file. Every default is filled in later, by `policy-file.ts`. */
export const policySchema = (names: PolicyNames) =>
  block(
    {
      groups: byName(
        groupEntry(names),
        'write a block of groups, each with a list of Entra object ids',
      ).optional(),
      neverPeople: z
        .array(v.personId, { error: 'write a list of the Entra object ids of shared accounts' })
        .optional(),
      hooks: byName(hook, 'write a block of hooks, each with url and secret').optional(),
      networks: byName(network, 'write a block of networks, each with its cidrs').optional(),
      admins: peopleOrGroups(names).optional(),
      auditors: peopleOrGroups(names).optional(),
      onCall: peopleOrGroups(names).optional(),
      defaults: defaults(names).optional(),
      mode: z.enum(['watch', 'open'], { error: 'write watch or open' }).optional(),
      openIn: oneOrMore(v.openIn).optional(),
      watch: block({ tell: oneOrMore(channel(names)) }, 'write a block with tell').optional(),
      drift: block(
        { widened: z.enum(['close', 'tell'], { error: 'write close or tell' }) },
        'write a block with widened',
      ).optional(),
      setup: setup(names).optional(),
      limits: limits.optional(),
      rules: z
        .array(rule(names), { error: 'write a list of rules, each beginning with "- id:"' })
        .min(1, { error: 'write at least one rule: without a rule everything is refused' })
        .superRefine(ruleIdFaults, ALWAYS),
    },
    'write a block with the keys groups, networks, admins, auditors, onCall, defaults, setup and rules',
  )
    .superRefine(modeFaults, ALWAYS)
    .superRefine(groupFaults, ALWAYS)
    .superRefine(networkFaults, ALWAYS)
    .superRefine(emailAndAccountFaults, ALWAYS)
    .superRefine(muteGroupFaults, ALWAYS);

export type PolicyText = z.infer<ReturnType<typeof policySchema>>;
export type RuleText = PolicyText['rules'][number];

const network = block(
  {
    cidrs: oneOrMore(v.cidr),
    shared: z.boolean({ error: 'write true or false' }).optional(),
  },
  'write a block with cidrs, such as {cidrs: [198.51.100.0/28], shared: true}',
);

const hook = block(
  { url: v.hookUrl, secret: v.hookSecret },
  'write a block with url and secret, such as {url: https://tickets.example.com/ajar, secret: AJAR_HOOK_TICKETS}',
);

const defaults = (names: PolicyNames) =>
  block(
    {
      duration: v.duration('1m', '24h').optional(),
      warnBefore: v.duration('1m', '12h').optional(),
      pending: v.duration('1m', '7d').optional(),
      routes: routes(names).optional(),
    },
    'write a block with duration, warnBefore, pending and routes',
  );

const setup = (names: PolicyNames) =>
  block(
    {
      approval: z.enum(['admin', 'none'], { error: 'write admin or none' }).optional(),
      routes: askRoutes(names).optional(),
    },
    'write a block with approval and routes, such as {approval: admin, routes: {ask: direct}}',
  );

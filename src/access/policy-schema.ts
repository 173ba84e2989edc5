import { z } from 'zod';
import type { PolicyNames } from './policy-checks.ts';
import { groupFaults, networkFaults, peopleFaults, ruleFaults, ruleIdFaults } from './policy-checks.ts';
import * as v from './policy-values.ts';
import { ANYWHERE_BELOW } from './source-cap.ts';

/** The policy file, with names resolved against the same file. Every default is filled in later, by `policy-file.ts`. */
export const policySchema = (names: PolicyNames) =>
  v
    .block(
      {
        groups: v.byName(group, 'write a block of groups, each with a list of Entra object ids').optional(),
        networks: v.byName(network, 'write a block of networks, each with its cidrs').optional(),
        admins: peopleOrGroups(names).optional(),
        auditors: peopleOrGroups(names).optional(),
        defaults: defaults(names).optional(),
        rules: z
          .array(rule(names), { error: 'write a list of rules, each beginning with "- id:"' })
          .min(1, { error: 'write at least one rule: without a rule everything is refused' })
          .superRefine(ruleIdFaults, v.ALWAYS),
      },
      'write a block with the keys groups, networks, admins, auditors, defaults and rules',
    )
    .superRefine(groupFaults, v.ALWAYS)
    .superRefine(networkFaults, v.ALWAYS);

export type PolicyText = z.infer<ReturnType<typeof policySchema>>;
export type RuleText = PolicyText['rules'][number];

const person = z.preprocess(
  (value) => (typeof value === 'string' ? { id: value } : value),
  v.block({ id: v.personId, name: v.sentence.optional() }, 'write an Entra object id, or {id: …, name: …}'),
);

const group = z
  .array(person, { error: 'write a list of Entra object ids' })
  .superRefine(peopleFaults, v.ALWAYS);

const peopleOrGroups = ({ groups }: PolicyNames) =>
  z.array(
    z.unknown().transform((value, context) => {
      if (typeof value === 'string' && groups.includes(value)) return { group: value };
      const read = person.safeParse(value);
      if (read.success) return read.data;
      for (const { path, message, ...rest } of read.error.issues) {
        const params = 'params' in rest ? rest.params : undefined;
        const write =
          typeof value === 'string' ? 'write a group of this file or an Entra object id' : message;
        context.addIssue({ code: 'custom', path, message: write, ...(params ? { params } : {}) });
      }
      return z.NEVER;
    }),
    { error: 'write a list of groups and Entra object ids' },
  );

const network = v.block(
  {
    cidrs: v.oneOrMore(v.cidr),
    shared: z.boolean({ error: 'write true or false' }).optional(),
  },
  'write a block with cidrs, such as {cidrs: [198.51.100.0/28], shared: true}',
);

const route = ({ apps }: PolicyNames) =>
  z
    .string({ error: routeError(apps) })
    .refine(
      (text) =>
        text === 'direct' || apps.some((app) => text.startsWith(`${app}:`) && /^[^\s:]+:\S+$/.test(text)),
      { error: routeError(apps) },
    );

const routeError = (apps: readonly string[]): string =>
  `write "direct", or a chat app and its conversation: ${apps.map((app) => `"${app}:<conversation>"`).join(' or ')}`;

const routes = (names: PolicyNames) =>
  v.block(
    { ask: v.oneOrMore(route(names)).optional(), tell: v.oneOrMore(route(names)).optional() },
    'write a block with ask and tell',
  );

const defaults = (names: PolicyNames) =>
  v.block(
    {
      duration: v.duration('1m', '24h').optional(),
      warnBefore: v.duration('1m', '12h').optional(),
      pending: v.duration('1m', '7d').optional(),
      routes: routes(names).optional(),
    },
    'write a block with duration, warnBefore, pending and routes',
  );

const match = ({ groups }: PolicyNames) =>
  v.block(
    {
      tags: z
        .record(z.string(), v.oneOrMore(v.pattern), { error: 'write a block of tags, such as {env: prod}' })
        .optional(),
      resourceGroup: v.oneOrMore(v.pattern).optional(),
      subscription: v.oneOrMore(v.pattern).optional(),
      vm: v.oneOrMore(v.pattern).optional(),
      ports: v.oneOrMore(v.ports).optional(),
      requesters: v.oneOrMore(v.nameOf('group', groups)).optional(),
    },
    'write what the rule is about, such as {tags: {env: prod}}; {} is every VM and everybody',
  );

const required = ({ groups, networks }: PolicyNames) =>
  v.block(
    {
      approvals: z
        .array(
          v.block(
            { count: v.count(1, 20), from: v.nameOf('group', groups) },
            'write {count: 1, from: a-group}',
          ),
          { error: 'write a list of approvals, such as [{count: 1, from: a-group}]' },
        )
        .min(1, { error: 'write at least one, or leave the key out' })
        .optional(),
      maxDuration: v.duration('1m', '24h').optional(),
      source: z.literal('single-host', { error: 'write single-host, or use minPrefix instead' }).optional(),
      minPrefix: v
        .block(
          { ipv4: v.count(ANYWHERE_BELOW.ipv4, 32), ipv6: v.count(ANYWHERE_BELOW.ipv6, 128) },
          'write both, such as {ipv4: 28, ipv6: 64}',
        )
        .optional(),
      networks: v.oneOrMore(v.nameOf('network', networks)).optional(),
    },
    'write a block with approvals, maxDuration, source, minPrefix and networks',
  );

const allowed = v.block(
  {
    autoApprove: v.flag('write true, or leave the key out').optional(),
    anywhere: v.flag('write true, or leave the key out').optional(),
    freeExtensions: v.count(0, 20).optional(),
  },
  'write a block with autoApprove, anywhere and freeExtensions',
);

const rule = (names: PolicyNames) =>
  v
    .block(
      {
        id: v.newName,
        match: match(names),
        deny: v.sentence.regex(/\s/, { error: 'write the sentence that people will read' }).optional(),
        require: required(names).optional(),
        allow: allowed.optional(),
        pending: v.duration('1m', '7d').optional(),
        routes: routes(names).optional(),
      },
      'write a rule, a block that begins with "- id:"',
    )
    .superRefine(ruleFaults, v.ALWAYS);

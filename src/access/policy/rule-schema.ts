import { z } from 'zod';
import { ALWAYS, block, oneOrMore } from './blocks.ts';
import type { PolicyNames } from './checks.ts';
import { ruleFaults } from './rule-checks.ts';
import { ANYWHERE_BELOW } from './source-cap.ts';
import * as v from './values.ts';

const route = ({ apps }: PolicyNames) =>
  z
    .string({ error: routeError(apps) })
    .refine(
      (text) =>
        text === 'direct' || apps.some((app) => text.startsWith(`${app}:`) && /^[^\s:]+:\S+$/.test(text)),
      { error: routeError(apps) },
    );

/** A conversation that hears of what is nobody's request, so that nobody can be told directly. */
export const channel = (names: PolicyNames) =>
  route(names).refine((text) => text !== 'direct', { error: 'write a conversation: nobody asked for it' });

const routeError = (apps: readonly string[]): string =>
  `write "direct", or a chat app and its conversation: ${apps.map((app) => `"${app}:<conversation>"`).join(' or ')}`;

export const routes = (names: PolicyNames) =>
  block(
    { ask: oneOrMore(route(names)).optional(), tell: oneOrMore(route(names)).optional() },
    'write a block with ask and tell',
  );

/** Where only is asked, and nothing told. */
export const askRoutes = (names: PolicyNames) =>
  block({ ask: oneOrMore(route(names)).optional() }, 'write a block with ask');

const match = ({ groups }: PolicyNames) =>
  block(
    {
      tags: z
        .record(z.string(), oneOrMore(v.pattern), { error: 'write a block of tags, such as {env: prod}' })
        .optional(),
      resourceGroup: oneOrMore(v.pattern).optional(),
      subscription: oneOrMore(v.pattern).optional(),
      vm: oneOrMore(v.pattern).optional(),
      ports: oneOrMore(v.ports).optional(),
      requesters: oneOrMore(v.nameOf('group', groups)).optional(),
    },
    'write what the rule is about, such as {tags: {env: prod}}; {} is every VM and everybody',
  );

const required = ({ groups, networks }: PolicyNames) =>
  block(
    {
      approvals: z
        .array(
          block(
            { count: v.count(1, 20), from: v.nameOf('group', groups) },
            'write {count: 1, from: a-group}',
          ),
          { error: 'write a list of approvals, such as [{count: 1, from: a-group}]' },
        )
        .min(1, { error: 'write at least one, or leave the key out' })
        .optional(),
      maxDuration: v.duration('1m', '24h').optional(),
      source: z.literal('single-host', { error: 'write single-host, or use minPrefix instead' }).optional(),
      minPrefix: block(
        { ipv4: v.count(ANYWHERE_BELOW.ipv4, 32), ipv6: v.count(ANYWHERE_BELOW.ipv6, 128) },
        'write both, such as {ipv4: 28, ipv6: 64}',
      ).optional(),
      networks: oneOrMore(v.nameOf('network', networks)).optional(),
    },
    'write a block with approvals, maxDuration, source, minPrefix and networks',
  );

const allowed = block(
  {
    autoApprove: v.flag('write true, or leave the key out').optional(),
    anywhere: v.flag('write true, or leave the key out').optional(),
    freeExtensions: v.count(0, 20).optional(),
  },
  'write a block with autoApprove, anywhere and freeExtensions',
);

/** One rule of the file. */
export const rule = (names: PolicyNames) =>
  block(
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
  ).superRefine(ruleFaults, ALWAYS);

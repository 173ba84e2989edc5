import { z } from 'zod';
import { block, forms, oneOrMore } from './blocks.ts';
import { type PolicyNames, tell } from './checks.ts';
import { route } from './route-schema.ts';
import { routeWith } from './routes.ts';
import * as v from './values.ts';

const WRITE =
  'write a conversation and the Slack user group to mention there, such as {slack: C0123456789, mention: duty}';

/** A route, or a conversation in which a user group of Slack is mentioned. It is a text either way. */
export const mentioning = (names: PolicyNames) => {
  const plain = route(names);
  const loud = conversation(names);
  return z
    .unknown()
    .transform((value, context) => {
      const read =
        typeof value === 'object' && value !== null ? loud.safeParse(value) : plain.safeParse(value);
      if (read.success) return read.data;
      for (const { path, message, ...rest } of read.error.issues) {
        const params = 'params' in rest ? rest.params : undefined;
        context.addIssue({ code: 'custom', path, message, ...(params ? { params } : {}) });
      }
      return z.NEVER;
    })
    .meta(forms(plain, loud));
};

/** Where a rule asks and where it tells. */
export const routes = (names: PolicyNames) =>
  block(
    {
      ask: oneOrMore(mentioning(names))
        .optional()
        .describe('Where approvers are asked: direct, or "<app>:<conversation>".'),
      tell: oneOrMore(mentioning(names)).optional().describe('Where on-call is told.'),
    },
    'write a block with ask and tell',
  );

const conversation = (names: PolicyNames) =>
  block(
    {
      ...Object.fromEntries(names.apps.map((app) => [app, place(app)])),
      mention: oneOrMore(v.nameOf('group', names.groups)).describe(
        'Slack user groups of this file that are mentioned by the first message; it gives them no right.',
      ),
    },
    WRITE,
  )
    .superRefine((value, context) => mentionFaults(names, value, context))
    .transform((value) => {
      const [app = ''] = appsIn(names, value);
      const [id = ''] = String(value[app]).split('/').slice(-1);
      return routeWith(`${app}:${id}`, [value.mention].flat().map(String));
    });

/** Of Slack with its workspace, where whoever writes the file wants that checked. */
const place = (app: string) =>
  z
    .string({ error: 'write the id of a conversation' })
    .regex(/^\S+$/, { error: 'write the id of a conversation' })
    .optional()
    .describe(
      app === 'slack'
        ? 'A channel: C0123456789, or T0123ABCD/C0123456789.'
        : 'A conversation, as in a route.',
    );

const appsIn = ({ apps }: PolicyNames, value: Readonly<Record<string, unknown>>): readonly string[] =>
  apps.filter((app) => value[app] !== undefined);

/** Whoever is mentioned is a user group of Slack, and of the channel's own workspace where that is said. */
function mentionFaults(
  names: PolicyNames,
  value: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx<unknown>,
): void {
  const [app, ...others] = appsIn(names, value);
  if (app === undefined || others.length > 0) tell(context, [], `${WRITE}, with one conversation in it`);
  const [team, channel] = String(value.slack ?? '').split('/');
  for (const name of [value.mention].flat().map(String)) {
    const group = names.slackGroups?.[name];
    if (!names.groups.includes(name)) continue;
    if (group === undefined)
      tell(context, ['mention'], `"${name}" is no Slack user group: write a group with slack: T…/S…`);
    else if (channel !== undefined && group.team !== team)
      tell(
        context,
        ['mention'],
        `"${name}" is of the workspace ${group.team}, and the channel of ${team}: Slack mentions nobody of another workspace`,
      );
    else if (!SUBTEAM.test(group.id))
      tell(context, ['mention'], `"${name}" has the id "${group.id}": a user group of Slack begins with S`);
  }
}

/** As Slack numbers user groups: https://docs.slack.dev/reference/methods/usergroups.list */
const SUBTEAM = /^S[A-Z0-9]{2,30}$/;

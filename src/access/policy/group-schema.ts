import { z } from 'zod';
import { block, forms } from './blocks.ts';
import type { PolicyNames } from './checks.ts';
import type { GroupSource } from './group.ts';
import { group, users } from './person-schema.ts';
import * as v from './values.ts';

/** A group of the file: its people as a list, or a block that says where they are looked up. */
export const groupEntry = (names: PolicyNames) => {
  const list = group(names);
  const looked = lookedUp(names);
  return z
    .unknown()
    .transform((value, context) => {
      const read = Array.isArray(value) ? list.safeParse(value) : looked.safeParse(value);
      if (read.success) return read.data;
      for (const { path, message, ...rest } of read.error.issues) {
        const params = 'params' in rest ? rest.params : undefined;
        context.addIssue({ code: 'custom', path, message, ...(params ? { params } : {}) });
      }
      return z.NEVER;
    })
    .meta(forms(list, looked));
};

const WRITE =
  'write a list of Entra object ids, or where its people are looked up, such as {entra: <group id>}, ' +
  '{slack: T0123ABCD/S0456EFGH, authority: true}, {pagerduty: <schedule id>} or {onCall: <hook>}';

const lookedUp = (names: PolicyNames) =>
  block(
    {
      people: group(names).optional().describe('People that the file lists, where some of them are quiet.'),
      entra: v.personId.optional().describe('An Entra group, by object id; those of groups in it count.'),
      slack: v.account.optional().describe('A Slack user group: T0123ABCD/S0456EFGH.'),
      pagerduty: v.schedule.optional().describe('Whoever is on call by this schedule of PagerDuty.'),
      onCall: v
        .nameOf('hook', names.hooks ?? [])
        .optional()
        .describe('Whoever this hook of the file names.'),
      authority: v
        .flag('write true, or leave the key out')
        .optional()
        .describe('People of the Slack user group may ask and approve; without it they are only notified.'),
      users: users
        .optional()
        .describe('Whom users of PagerDuty are, where a confirmed address does not say it.'),
      quiet: z
        .union([z.literal(true), z.array(v.personId).min(1)], {
          error: 'write true, or a list of the Entra object ids of those who are not pinged',
        })
        .optional()
        .describe('May approve and are not notified: all of them, or these.'),
    },
    WRITE,
  ).superRefine((value, context) => {
    const kinds = KINDS.filter((kind) => value?.[kind] !== undefined);
    const tell = (message: string): void => context.addIssue({ code: 'custom', path: [], message });
    if (kinds.length !== 1) tell(`write one of ${KINDS.join(', ')}, and only one`);
    if (value?.authority !== undefined && value.slack === undefined)
      tell('authority is only of a Slack user group: leave it out');
    if (value?.users !== undefined && value.pagerduty === undefined)
      tell('users are only of a PagerDuty schedule: leave them out');
  });

const KINDS = ['people', 'entra', 'slack', 'pagerduty', 'onCall'] as const;

export type GroupText = z.output<ReturnType<typeof groupEntry>>;

/** The people that the file itself lists. */
export const listedIn = (text: GroupText) => (Array.isArray(text) ? text : (text.people ?? []));

/** Where a group's people are looked up; undefined where the file lists them. */
export function sourceOf(text: GroupText): GroupSource | undefined {
  if (Array.isArray(text)) return undefined;
  const { entra, slack, authority, pagerduty, users: known = {}, onCall } = text;
  if (entra !== undefined) return { kind: 'entra', id: entra };
  if (slack !== undefined)
    return { kind: 'slack', team: slack.team, id: slack.user, authority: authority === true };
  if (pagerduty !== undefined) return { kind: 'pagerduty', schedule: pagerduty, users: known };
  return onCall === undefined ? undefined : { kind: 'onCall', hook: onCall };
}

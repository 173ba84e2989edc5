import { z } from 'zod';
import { ALWAYS, block, didYouMean, forms, isBlock, oneOrMore, WHOLE } from './blocks.ts';
import { type PolicyNames, peopleFaults } from './checks.ts';
import * as v from './values.ts';

/** A person of the file: an id alone, or with what else is known of them. */
const person = (names: PolicyNames) =>
  z
    .preprocess(
      (value) => (typeof value === 'string' ? { id: value } : value),
      block(
        {
          id: v.personId.describe('The Entra object id of the person.'),
          name: v.sentence.optional().describe('Shown to readers; nobody is ever recognised by one.'),
          email: v.email
            .optional()
            .describe('Whoever has an account of a chat app with this address may ask and end their own.'),
          accounts: accounts(names)
            .optional()
            .describe(
              'Accounts in chat apps, each as workspace and user: they may do all that the person may.',
            ),
        },
        'write an Entra object id, or {id: …, name: …}',
      ),
    )
    .meta(forms(v.personId));

const accounts = ({ apps }: PolicyNames) =>
  z
    .record(z.string(), oneOrMore(v.account), {
      error: 'write a block of chat apps, such as {slack: T0123ABCD/U0456EFGH}',
    })
    .superRefine((value, context) => {
      for (const app of Object.keys(isBlock(value) ? value : {})) {
        if (apps.includes(app)) continue;
        const message = `no such chat app: write one of ${apps.join(', ')}.${didYouMean(app, apps)}`;
        context.addIssue({ code: 'custom', path: [app], message, params: { ...WHOLE, key: true } });
      }
    }, ALWAYS)
    .meta({ propertyNames: { enum: apps } });

/** The people of a group, each once. */
export const group = (names: PolicyNames) =>
  z.array(person(names), { error: 'write a list of Entra object ids' }).superRefine(peopleFaults, ALWAYS);

/** Whom PagerDuty's users are, where a confirmed address does not say it. */
export const users = z.record(
  z.string().regex(/^[A-Z0-9]{4,32}$/, { error: 'write the id of a PagerDuty user, such as PXYZ789' }),
  v.personId,
  { error: 'write PagerDuty user ids, each with an Entra object id' },
);

/** People who have a role: groups of the file, and single persons. */
export const peopleOrGroups = (names: PolicyNames) =>
  z.array(
    z
      .unknown()
      .transform((value, context) => {
        if (typeof value === 'string' && names.groups.includes(value)) return { group: value };
        const read = person(names).safeParse(value);
        if (read.success) return read.data;
        for (const { path, message, ...rest } of read.error.issues) {
          const params = 'params' in rest ? rest.params : undefined;
          const write =
            typeof value === 'string' ? 'write a group of this file or an Entra object id' : message;
          context.addIssue({ code: 'custom', path, message: write, ...(params ? { params } : {}) });
        }
        return z.NEVER;
      })
      .meta(forms(v.groupName, person(names))),
    { error: 'write a list of groups and Entra object ids' },
  );

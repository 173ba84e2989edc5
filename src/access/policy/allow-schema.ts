import { block, oneOrMore } from './blocks.ts';
import type { PolicyNames } from './checks.ts';
import { mentioning } from './mention-schema.ts';
import * as v from './values.ts';

const TRUE = 'write true, or leave the key out';

/** What a rule gives beyond the usual. */
export const allowed = (names: PolicyNames) =>
  block(
    {
      autoApprove: v.flag(TRUE).optional().describe('This rule needs no approval by a person.'),
      anywhere: v.flag(TRUE).optional().describe('Sources as wide as the internet are let in.'),
      freeExtensions: v.count(0, 20).optional().describe('Extensions of one access that need no approval.'),
      onBehalfOf: oneOrMore(v.nameOf('group', names.groups))
        .optional()
        .describe('People of these groups may ask for somebody else.'),
      startWithin: v
        .duration('1m', '30d')
        .optional()
        .describe('How far ahead an access may be planned. Without it 7 days.'),
      breakGlass: breakGlass(names)
        .optional()
        .describe(
          'Who may open at once without approval; everybody is told, and somebody else looks at it afterwards.',
        ),
    },
    'write a block with what the rule allows, such as autoApprove and freeExtensions',
  );

const breakGlass = (names: PolicyNames) =>
  block(
    {
      groups: oneOrMore(v.nameOf('group', names.groups)).describe('Who may: groups of this file.'),
      review: block(
        {
          from: v
            .nameOf('group', names.groups)
            .describe('The group of which somebody else than the requester closes the review.'),
          within: v.duration('1m', '7d').describe('How soon; it is told again as often until somebody does.'),
        },
        'write a block with from and within, such as {from: security, within: 24h}',
      ).describe('Who looks at it afterwards.'),
      tell: oneOrMore(mentioning(names))
        .optional()
        .describe('Where it is told loudly, beside where the rules tell.'),
    },
    'write a block with groups and review, such as {groups: on-call, review: {from: security, within: 24h}}',
  );

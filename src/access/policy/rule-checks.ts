import type { z } from 'zod';
import { isBlock } from './blocks.ts';
import { type Check, itemsOf, keysOf, repeats, tell } from './checks.ts';

/** A rule either denies, or names approvers, or approves by itself; and what it allows must not undo what it requires. */
export const ruleFaults: Check = (value, context) => {
  if (!isBlock(value)) return;
  const [require, allow] = [keysOf(value.require), keysOf(value.allow)];
  if ('deny' in value) {
    for (const key of ['require', 'allow', 'pending', 'routes'].filter((each) => each in value)) {
      tell(context, [key], `a rule that denies has only id, match and deny: leave ${key} out`);
    }
    return;
  }
  const [asks, approves] = ['approvals' in require, 'autoApprove' in allow];
  if (!asks && !approves) {
    const choices = 'require.approvals, or allow.autoApprove: true, or deny';
    tell(context, [], `the rule does not say who approves: write ${choices}`);
  }
  if (asks && approves) {
    tell(
      context,
      ['allow', 'autoApprove'],
      'a rule with require.approvals never approves by itself: leave one out',
    );
  }
  contradictions(require, allow, context);
};

function contradictions(
  require: Readonly<Record<string, unknown>>,
  allow: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx<unknown>,
): void {
  if ('source' in require && 'minPrefix' in require) {
    tell(
      context,
      ['require', 'minPrefix'],
      'source: single-host says it already: leave source or minPrefix out',
    );
  }
  for (const key of ['source', 'minPrefix', 'networks'].filter(
    (each) => 'anywhere' in allow && each in require,
  )) {
    tell(context, ['allow', 'anywhere'], `this contradicts require.${key}: leave one out`);
  }
  const groups = itemsOf(require.approvals).map((approval) => keysOf(approval).from);
  for (const { at, first } of repeats(groups)) {
    const path = ['require', 'approvals', at, 'from'];
    tell(
      context,
      path,
      `"${groups[at]}" is asked by entry ${first + 1} already: write one entry with the larger count`,
    );
  }
}

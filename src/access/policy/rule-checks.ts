import type { z } from 'zod';
import { isBlock } from './blocks.ts';
import { type Check, itemsOf, keysOf, repeats, tell } from './checks.ts';

/**
 * A rule either denies, or names approvers, or approves by itself, or gives break-glass alone; and what it allows must not
 * undo what it requires.
 */
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
  if (!asks && !approves && !('breakGlass' in allow)) {
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
  if (!asks && 'stepUp' in require)
    tell(context, ['require', 'stepUp'], 'nobody approves here who could confirm it: leave stepUp out');
  contradictions(require, allow, context);
  stageFaults(itemsOf(require.approvals), context);
};

/** A stage that follows on nothing is a slip: its people would be asked at once, or too late. */
function stageFaults(approvals: readonly unknown[], context: z.RefinementCtx<unknown>): void {
  const stages = approvals.map((approval) => keysOf(approval).stage ?? 1);
  for (const [at, stage] of stages.entries()) {
    if (typeof stage !== 'number' || stage < 2 || stages.includes(stage - 1)) continue;
    const message = `found ${stage}, and nobody is asked in stage ${stage - 1}: write ${stage - 1}, or an entry for it`;
    tell(context, ['require', 'approvals', at, 'stage'], message);
  }
}

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

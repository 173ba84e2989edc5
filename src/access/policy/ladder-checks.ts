import { type Check, itemsOf, keysOf, tell } from './checks.ts';
import { DEFAULTS } from './defaults.ts';

/** Steps that nobody would ever see: after the request has lapsed, or out of their order. */
export const ladderFaults: Check = (value, context) => {
  const usual = numberOr(keysOf(keysOf(value).defaults).pending, DEFAULTS.pendingMs);
  for (const [at, rule] of itemsOf(keysOf(value).rules).entries()) {
    const { require, pending } = keysOf(rule);
    const lapsesMs = numberOr(pending, usual);
    for (const [index, approval] of itemsOf(keysOf(require).approvals).entries()) {
      const { from, escalate } = keysOf(approval);
      const path = ['rules', at, 'require', 'approvals', index, 'escalate'];
      let before = 0;
      for (const [step, rung] of itemsOf(escalate).entries()) {
        const { after, remind, to, ask } = keysOf(rung);
        const fault = (key: PropertyKey[], message: string): void =>
          tell(context, [...path, step, ...key], message);
        if ((remind === undefined) === (to === undefined)) fault([], 'write either remind: true, or to');
        if (to !== undefined && to === from) fault(['to'], 'these are asked already: write another group');
        if (ask !== undefined && to === undefined)
          fault(['ask'], 'a reminder goes where was asked: leave ask out');
        if (typeof after !== 'number') continue;
        if (after >= lapsesMs)
          fault(['after'], 'the request lapses before that: write less, or a longer pending for the rule');
        if (after < before) fault(['after'], 'this comes before the step above it: write the soonest first');
        before = after;
      }
    }
  }
};

const numberOr = (value: unknown, other: number): number => (typeof value === 'number' ? value : other);

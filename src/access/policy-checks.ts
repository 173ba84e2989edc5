import type { z } from 'zod';
import { isBlock, WHOLE } from './policy-values.ts';

/** The names that a policy file defines, and the chat apps that routes may name. */
export interface PolicyNames {
  readonly groups: readonly string[];
  readonly networks: readonly string[];
  readonly apps: readonly string[];
}

/**
 * Checks that look at several keys at once. They run on files that may be wrong elsewhere, so that everything is told in one
 * go: what they are handed can be anything.
 */
type Check = (value: unknown, context: z.RefinementCtx<unknown>) => void;

const tell = (context: z.RefinementCtx<unknown>, path: PropertyKey[], message: string): void =>
  context.addIssue({ code: 'custom', path, message, params: WHOLE });

const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const keysOf = (value: unknown): Readonly<Record<string, unknown>> => (isBlock(value) ? value : {});

/** Texts that stand there again, with the index of the first. What is no text has a fault of its own already. */
function repeats(values: readonly unknown[]): readonly { readonly at: number; readonly first: number }[] {
  return values.flatMap((value, at) => {
    const first = values.indexOf(value);
    return typeof value === 'string' && first < at ? [{ at, first }] : [];
  });
}

/** The same person twice in one group would be counted as two by whoever reads the file. */
export const peopleFaults: Check = (value, context) => {
  const ids = itemsOf(value).map((person) => keysOf(person).id);
  for (const { at, first } of repeats(ids)) {
    tell(
      context,
      [at],
      `"${ids[at]}" is in this group already, as entry ${first + 1}: write each person once`,
    );
  }
};

export const ruleIdFaults: Check = (value, context) => {
  const ids = itemsOf(value).map((rule) => keysOf(rule).id);
  for (const { at, first } of repeats(ids)) {
    tell(
      context,
      [at, 'id'],
      `"${ids[at]}" is the id of rule ${first + 1} as well: give each rule an id of its own`,
    );
  }
};

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

/** More approvals than a group has people, and one id under two names, of which one must be a mistake (HOLES H16). */
export const groupFaults: Check = (value, context) => {
  const groups = keysOf(keysOf(value).groups);
  for (const [at, rule] of itemsOf(keysOf(value).rules).entries()) {
    for (const [index, approval] of itemsOf(keysOf(keysOf(rule).require).approvals).entries()) {
      const { count, from } = keysOf(approval);
      if (typeof from !== 'string' || typeof count !== 'number' || !Object.hasOwn(groups, from)) continue;
      const size = new Set(itemsOf(groups[from]).map((person) => keysOf(person).id)).size;
      if (size >= count) continue;
      const path = ['rules', at, 'require', 'approvals', index, 'count'];
      tell(
        context,
        path,
        `found ${count}, but the group ${from} has only ${size}: ask for fewer, or add people to it`,
      );
    }
  }
  nameFaults(groups, context);
};

function nameFaults(groups: Readonly<Record<string, unknown>>, context: z.RefinementCtx<unknown>): void {
  const names = new Map<string, string>();
  for (const [group, people] of Object.entries(groups)) {
    for (const [at, person] of itemsOf(people).entries()) {
      const { id, name } = keysOf(person);
      if (typeof id !== 'string' || typeof name !== 'string') continue;
      const first = names.get(id) ?? name;
      names.set(id, first);
      if (first === name) continue;
      const message = `found "${name}", but the same id is called "${first}" above: write one name for one person`;
      tell(context, ['groups', group, at, 'name'], message);
    }
  }
}

/** A range with two names: a card could not say which it is. */
export const networkFaults: Check = (value, context) => {
  const owners = new Map<string, string>();
  for (const [name, network] of Object.entries(keysOf(keysOf(value).networks))) {
    for (const [at, cidr] of itemsOf(keysOf(network).cidrs).entries()) {
      if (typeof cidr !== 'string') continue;
      const owner = owners.get(cidr);
      if (owner === undefined) owners.set(cidr, name);
      else
        tell(
          context,
          ['networks', name, 'cidrs', at],
          `"${cidr}" is in ${owner} already: write each range once`,
        );
    }
  }
};

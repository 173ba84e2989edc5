import type { z } from 'zod';
import { isBlock, WHOLE } from './blocks.ts';

/** The names that a policy file defines, and the chat apps that routes may name. */
export interface PolicyNames {
  readonly groups: readonly string[];
  readonly networks: readonly string[];
  readonly apps: readonly string[];
  readonly hooks?: readonly string[];
  /** Those of the groups that are user groups of Slack, by name. */
  readonly slackGroups?: Readonly<Record<string, { readonly team: string; readonly id: string }>>;
}

/**
 * Checks that look at several keys at once. They run on files that may be wrong elsewhere, so that everything is told in one
 * go: what they are handed can be anything.
 */
export type Check = (value: unknown, context: z.RefinementCtx<unknown>) => void;

export const tell = (context: z.RefinementCtx<unknown>, path: PropertyKey[], message: string): void =>
  context.addIssue({ code: 'custom', path, message, params: WHOLE });

export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const keysOf = (value: unknown): Readonly<Record<string, unknown>> => (isBlock(value) ? value : {});

/** The people that a group lists, as a list or in a block; how many there are elsewhere is not known here. */
export const listOf = (group: unknown): readonly unknown[] =>
  Array.isArray(group) ? group : itemsOf(keysOf(group).people);
export const pathIn = (group: unknown): readonly PropertyKey[] => (Array.isArray(group) ? [] : ['people']);
const isLookedUp = (group: unknown): boolean => isBlock(group) && group.people === undefined;

/** Texts that stand there again, with the index of the first. What is no text has a fault of its own already. */
export function repeats(
  values: readonly unknown[],
): readonly { readonly at: number; readonly first: number }[] {
  const places = new Map<unknown, number>();
  return values.flatMap((value, at) => {
    const first = places.get(value) ?? at;
    places.set(value, first);
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

/** More approvals than a group has people, and one id under two names, of which one must be a mistake (HOLES H16). */
export const groupFaults: Check = (value, context) => {
  const groups = keysOf(keysOf(value).groups);
  for (const [at, rule] of itemsOf(keysOf(value).rules).entries()) {
    for (const [index, approval] of itemsOf(keysOf(keysOf(rule).require).approvals).entries()) {
      const { count, from } = keysOf(approval);
      if (typeof from !== 'string' || typeof count !== 'number' || !Object.hasOwn(groups, from)) continue;
      if (isLookedUp(groups[from])) continue;
      const size = new Set(listOf(groups[from]).map((person) => keysOf(person).id)).size;
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
    for (const [at, person] of listOf(people).entries()) {
      const { id, name } = keysOf(person);
      if (typeof id !== 'string' || typeof name !== 'string') continue;
      const first = names.get(id) ?? name;
      names.set(id, first);
      if (first === name) continue;
      const message = `found "${name}", but the same id is called "${first}" above: write one name for one person`;
      tell(context, ['groups', group, ...pathIn(people), at, 'name'], message);
    }
  }
}

/** Groups where opening is on say nothing unless it is off elsewhere: whoever wrote them believes that it is. */
export const modeFaults: Check = (value, context) => {
  const { mode, openIn } = keysOf(value);
  if (openIn === undefined || mode === 'watch') return;
  tell(context, ['openIn'], 'this limits nothing without mode: watch: write that too, or leave openIn out');
};

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

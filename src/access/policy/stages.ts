import type { Requirement } from '../verdict.ts';

type Order = ReadonlyMap<string, number>;

/**
 * In which stage each group is asked, so that whatever some rule asks first comes first. Where two rules contradict each
 * other, the groups between them are asked together: no order would please both. The lists are one rule's requirements each.
 */
export function stagesOf(lists: readonly (readonly Requirement[])[]): Order {
  const groups = [...new Set(lists.flatMap((list) => list.map(({ group }) => group)))];
  const before = precedence(lists, groups);
  const isBefore = (a: string, b: string): boolean =>
    before.get(a)?.has(b) === true && before.get(b)?.has(a) !== true;
  const stages = new Map<string, number>();
  const stageOf = (group: string): number => {
    const known = stages.get(group);
    if (known !== undefined) return known;
    const earlier = groups.filter((other) => isBefore(other, group)).map(stageOf);
    const stage = 1 + Math.max(0, ...earlier);
    stages.set(group, stage);
    return stage;
  };
  for (const group of groups) stageOf(group);
  return stages;
}

/** Every group with those that come after it by some rule, or by several one after another. */
function precedence(lists: readonly (readonly Requirement[])[], groups: readonly string[]) {
  const before = new Map(groups.map((group) => [group, new Set<string>()]));
  for (const list of lists)
    for (const { group, stage = 1 } of list)
      for (const later of list) if ((later.stage ?? 1) > stage) before.get(group)?.add(later.group);
  for (const middle of groups)
    for (const first of groups)
      if (before.get(first)?.has(middle))
        for (const last of before.get(middle) ?? []) before.get(first)?.add(last);
  return before;
}

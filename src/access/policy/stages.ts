import type { Requirement } from '../verdict.ts';
import { stageOf } from './ladder.ts';

type Lists = readonly (readonly Requirement[])[];

/** A group, and those that come after it by some rule, or by several one after another. */
interface Place {
  readonly group: string;
  readonly later: Set<string>;
}

/**
 * In which stage each group is asked, so that whatever some rule asks first comes first. Where rules contradict each other, the
 * groups between them are asked together: no order would please all. The lists are one rule's requirements each.
 */
export function stagesOf(lists: Lists): ReadonlyMap<string, number> {
  const places = placesOf(lists);
  const stages = new Map<string, number>();
  const stageIn = ({ group, later }: Place): number => {
    const known = stages.get(group);
    if (known !== undefined) return known;
    const earlier = places.filter((other) => other.later.has(group) && !later.has(other.group));
    const stage = 1 + Math.max(0, ...earlier.map(stageIn));
    stages.set(group, stage);
    return stage;
  };
  for (const place of places) stageIn(place);
  return stages;
}

function placesOf(lists: Lists): readonly Place[] {
  const groups = new Set(lists.flat().map(({ group }) => group));
  const places = [...groups].map((group) => ({ group, later: new Set(lists.flatMap(laterThan(group))) }));
  for (const middle of places)
    for (const first of places)
      if (first.later.has(middle.group)) for (const last of middle.later) first.later.add(last);
  return places;
}

/** What one rule asks after a group. */
const laterThan =
  (group: string) =>
  (list: readonly Requirement[]): readonly string[] => {
    const own = list.filter((each) => each.group === group).map(stageOf);
    return list.filter((each) => own.some((stage) => stageOf(each) > stage)).map((each) => each.group);
  };

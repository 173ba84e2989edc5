import { byText } from '../by-text.ts';
import type { Rung } from '../verdict.ts';

/**
 * One ladder of several: of the same group's, asked by different rules. Other people stand in for it only where all rules say
 * so, and then as late as the latest; whoever is reminded by one rule is reminded.
 */
export function bothLadders(ladders: readonly (readonly Rung[])[]): readonly Rung[] {
  // Stryker disable next-line ArrayDeclaration: a group that no rung names stands in for nobody.
  const named = ladders.flat().flatMap(({ group }) => group ?? []);
  const groups = [...new Set(named)].filter((group) =>
    ladders.every((ladder) => ladder.some((rung) => rung.group === group)),
  );
  const stepsUp = groups.map((group): Rung => {
    const rungs = ladders.flatMap((ladder) => ladder.filter((rung) => rung.group === group).slice(0, 1));
    const afterMs = Math.max(...rungs.map((rung) => rung.afterMs));
    return { afterMs, group, ask: union(rungs.map(({ ask }) => ask)) };
  });
  const reminders = ladders.flat().filter(({ group }) => group === undefined);
  const times = [...new Set(reminders.map(({ afterMs }) => afterMs))];
  return [...stepsUp, ...times.map((afterMs): Rung => ({ afterMs, ask: [] }))].sort(soonestFirst);
}

const union = (lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())].sort();

const soonestFirst = (a: Rung, b: Rung): number => a.afterMs - b.afterMs || byGroup(a, b);

const byGroup = byText(({ group = '' }: Rung) => group);

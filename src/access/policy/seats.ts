/**
 * Gives each of some people one seat at one of some tables: whom `wishes` lets sit where, by the tables' indexes, and how many
 * each table takes. Answers who sits at each, by index. Whoever has a seat keeps one, so that one more person never makes it less.
 */
export function seat(
  wishes: readonly (readonly number[])[],
  counts: readonly number[],
): readonly (readonly number[])[] {
  const seated: number[][] = counts.map(() => []);
  const sit = (person: number, tried: Set<number>): boolean =>
    (wishes[person] ?? []).some((table) => {
      const there = seated[table];
      if (there === undefined || tried.has(table)) return false;
      tried.add(table);
      if (there.length < (counts[table] ?? 0)) return there.push(person) > 0;
      const moved = there.findIndex((other) => sit(other, tried));
      if (moved >= 0) there[moved] = person;
      return moved >= 0;
    });
  for (const person of wishes.keys()) sit(person, new Set());
  return seated;
}

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
    wishes[person]!.some((table) => {
      if (tried.has(table)) return false;
      tried.add(table);
      const there = seated[table]!;
      if (there.length < counts[table]!) {
        there.push(person);
        return true;
      }
      const moved = there.findIndex((other) => sit(other, tried));
      if (moved >= 0) there[moved] = person;
      return moved >= 0;
    });
  for (const person of wishes.keys()) sit(person, new Set());
  return seated;
}

import { type Row, text } from './evaluate.ts';
import type { Reader } from './reader.ts';

/** Joins two tables on equal keys. A column that both have is called `name1` on the right; unmatched ones are null. */
export function join(
  left: readonly Row[],
  right: readonly Row[],
  keys: readonly (readonly [left: string, right: string])[],
  outer: boolean,
): readonly Row[] {
  const columns = [...new Set(right.flatMap((row) => Object.keys(row)))];
  const nothing = Object.fromEntries(columns.map((column) => [column, null]));
  return left.flatMap((row) => {
    const found = right.filter((other) =>
      keys.every(([l, r]) => text(row[l]) === text(other[r]) && text(row[l]) !== ''),
    );
    const matches = found.length > 0 || !outer ? found : [nothing];
    return matches.map((other) => ({ ...row, ...renamed(other, row) }));
  });
}

function renamed(row: Row, beside: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key in beside ? `${key}1` : key, value]),
  );
}

/** `on a, b` or `on $left.a == $right.b`. */
export function readKeys(reader: Reader): readonly (readonly [string, string])[] {
  const keys: (readonly [string, string])[] = [];
  do {
    if (reader.accept('$left')) {
      reader.expect('.');
      const left = reader.name();
      reader.expect('==');
      reader.expect('$right');
      reader.expect('.');
      keys.push([left, reader.name()]);
    } else {
      const name = reader.name();
      keys.push([name, name]);
    }
  } while (reader.accept(','));
  return keys;
}

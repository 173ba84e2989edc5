import { evaluate, order, type Row } from './evaluate.ts';
import { type Expression, readExpression } from './expression.ts';
import type { Reader } from './reader.ts';

/** `by a asc, b desc`; descending is the language's usual order. */
export function readOrder(reader: Reader): (rows: readonly Row[]) => readonly Row[] {
  reader.expect('by');
  const keys: { readonly value: Expression; readonly sign: 1 | -1 }[] = [];
  do {
    const value = readExpression(reader);
    const ascending = reader.accept('asc');
    if (!ascending) reader.accept('desc'); // the usual order
    keys.push({ value, sign: ascending ? 1 : -1 });
  } while (reader.accept(','));
  const compare = (a: Row, b: Row): number => {
    for (const { value, sign } of keys) {
      const way = order(evaluate(value, a), evaluate(value, b));
      if (way !== 0) return way * sign;
    }
    return 0;
  };
  return (rows) => rows.toSorted(compare);
}

import { formatPort, type Protocol } from '../port.ts';
import type { Segment } from './segments.ts';

/** A segment and what is said of it; one row may stand for both protocols. */
export interface Row<S extends string = string> extends Omit<Segment, 'protocol'> {
  readonly protocol: Protocol;
  readonly state: S;
  readonly sentence: string;
  readonly mend: string;
}

/** Neighbours of which the same is to be said are one row, and so is what is the same for both protocols. */
export const joined = <R extends Row>(rows: readonly R[]): readonly R[] => bothProtocols(neighbours(rows));

const saysSame = (a: Row, b: Row): boolean =>
  a.jit === b.jit && a.state === b.state && a.sentence === b.sentence && a.mend === b.mend;

function neighbours<R extends Row>(rows: readonly R[]): readonly R[] {
  const done: R[] = [];
  for (const row of rows) {
    const before = done.at(-1);
    const follows = before && before.protocol === row.protocol && before.to + 1 === row.from;
    if (follows && saysSame(before, row)) done[done.length - 1] = { ...before, to: row.to };
    else done.push(row);
  }
  return done;
}

function bothProtocols<R extends Row>(rows: readonly R[]): readonly R[] {
  const twinOf = (row: R, protocol: Protocol): R | undefined =>
    rows.find(
      (each) =>
        each.protocol === protocol && each.from === row.from && each.to === row.to && saysSame(each, row),
    );
  return rows
    .filter((row) => row.protocol !== 'udp' || !twinOf(row, 'tcp'))
    .map((row) => (row.protocol === 'tcp' && twinOf(row, 'udp') ? { ...row, protocol: '*' as const } : row));
}

/** `3389/tcp`, `8000-8010/any`; every port there is reads `all ports/tcp`. */
export function sayPorts({ from, to, protocol }: Pick<Row, 'from' | 'to' | 'protocol'>): string {
  const one = formatPort({ number: from, protocol });
  if (from === to) return one;
  return one.replace(/^\d+/, from === 1 && to === 65_535 ? 'all ports' : `${from}-${to}`);
}

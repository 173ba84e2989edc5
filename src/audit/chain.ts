import type { LogLine } from '../ports/store.ts';
import { type Broken, broken } from './broken.ts';
import { eventFromBytes, NotAnEvent } from './event-bytes.ts';
import { leapOver } from './leap.ts';
import { GENESIS, sealOf } from './seal.ts';

/** What was counted on the way. */
export interface Counts {
  readonly sealed: number;
  readonly unsealed: number;
  /** Sealed events that follow the one before them, which stood there too: only of those is the text proven. */
  readonly links: number;
  /** The first and the last number, 0 where there is no event. */
  readonly first: number;
  readonly last: number;
  /** The last event that is sealed. */
  readonly end: LogLine | undefined;
  /** The first event that is not sealed, with its time. */
  readonly open: { readonly seq: number; readonly at: Date } | undefined;
  /** How often numbers are left out after the first that is there. */
  readonly gaps: number;
}

/** The chain of seals, followed one line at a time. */
export interface Chain {
  take(line: LogLine): Broken | undefined;
  end(): Broken | undefined;
  counts(): Counts;
}

interface Doubt {
  readonly line: LogLine;
  /** The seal that it should continue. */
  readonly over: string;
}

/**
 * Follows a log from the first event that is there; where that is not the first of all, whoever asks has to find out why. With
 * `mayBePart` numbers may be left out, and only neighbours are linked.
 */
export function createChain(mayBePart: boolean): Chain {
  let counts: Counts = { ...NOTHING };
  let doubt: Doubt | undefined;
  const add = (more: Partial<Counts>): undefined => {
    counts = { ...counts, ...more };
  };
  const takeSealed = (line: LogLine, seal: string, over: string | undefined): Broken | undefined => {
    if (counts.open)
      return broken(counts.open.seq, `has no seal, though event ${line.seq} after it has one.`);
    const linked = over !== undefined && seal === sealOf(over, line.bytes);
    if (over !== undefined && !linked) doubt = { line, over };
    return add({ sealed: counts.sealed + 1, links: counts.links + (linked ? 1 : 0), end: line });
  };
  const takeOpen = (line: LogLine): Broken | undefined => {
    const at = instantOf(line);
    if (at === undefined) return broken(line.seq, 'is not sealed and cannot be read: it was changed.');
    return add({ unsealed: counts.unsealed + 1, open: counts.open ?? { seq: line.seq, at } });
  };
  return {
    take: (line) => {
      if (doubt !== undefined) return broken(doubt.line.seq, mismatch(doubt, line));
      const { last, end } = counts;
      const isNext = line.seq === last + 1;
      const begins = last === 0;
      const leap = isNext || counts.open ? undefined : leapOver(line, end);
      if (line.seq <= last || !(isNext || begins || mayBePart || leap !== undefined))
        return misplaced(last + 1, line.seq);
      const over = isNext ? (begins ? GENESIS : end?.seal) : leap;
      add({
        first: counts.first || line.seq,
        last: line.seq,
        gaps: counts.gaps + (isNext || begins || leap !== undefined ? 0 : 1),
      });
      return line.seal === undefined ? takeOpen(line) : takeSealed(line, line.seal, over);
    },
    end: () => doubt && broken(doubt.line.seq, mismatch(doubt, undefined)),
    counts: () => counts,
  };
}

const NOTHING: Counts = {
  ...{ sealed: 0, unsealed: 0, links: 0, gaps: 0, first: 0, last: 0 },
  ...{ end: undefined, open: undefined },
};

/** When an event happened; undefined when its bytes are none. */
function instantOf({ bytes }: LogLine): Date | undefined {
  try {
    return eventFromBytes(bytes).at;
  } catch (error) {
    if (error instanceof NotAnEvent) return undefined;
    throw error;
  }
}

export const misplaced = (expected: number, found: number): Broken =>
  broken(
    expected,
    found > expected
      ? `is missing: event ${found} stands in its place.`
      : `is not in its place: event ${found} stands there, out of order or twice.`,
  );

/** The line after a broken one tells which of the two was changed: it was sealed over the true seal. */
function mismatch({ line, over }: Doubt, next: LogLine | undefined): string {
  if (next?.seal !== undefined && line.seal !== undefined && next.seq === line.seq + 1) {
    if (next.seal === sealOf(line.seal, next.bytes))
      return 'was changed after it was sealed, or one before it was taken out.';
    if (next.seal === sealOf(sealOf(over, line.bytes), next.bytes))
      return 'has a seal that was changed; its text is whole.';
  }
  return 'does not match its seal: the text or the seal was changed.';
}

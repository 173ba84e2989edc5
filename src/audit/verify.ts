import type { LogLine } from '../ports/store.ts';
import type { Broken } from './broken.ts';
import { type Counts, createChain } from './chain.ts';
import { compareSeals, type KeptSeal } from './kept-seals.ts';

/** What a log's chain of seals shows. */
export type Verification = Sound | Broken;

/** Nothing contradicts anything; with `part` only the links between neighbours could be followed. */
export interface Sound {
  readonly ok: true;
  readonly sealed: number;
  readonly unsealed: number;
  /** The last seal: kept elsewhere it shows, later, that nothing up to there was cut off or written anew. */
  readonly last?: KeptSeal;
  /** When the first of the unsealed events happened. */
  readonly openSince?: Date;
  readonly part?: Part;
}

/** An export from which events were left out. */
export interface Part {
  readonly first: number;
  readonly last: number;
  /** How many of the sealed events were proven by the event before them. */
  readonly links: number;
}

export interface VerifyOptions {
  /** Numbers may be left out, as in an export with a filter. */
  readonly mayBePart?: boolean;
  /** Seals that were kept elsewhere: each must be there. */
  readonly kept?: readonly KeptSeal[];
}

type Lines = AsyncIterable<LogLine> | Iterable<LogLine>;

/**
 * Follows the chain from the first event to the last, one line at a time. Events without a seal are fine at the end, where
 * the sealer has not been yet. What it cannot show without `kept`: events cut off at the end, or a log rewritten as a whole.
 */
export async function verifyLog(
  lines: Lines,
  { mayBePart = false, kept = [] }: VerifyOptions = {},
): Promise<Verification> {
  const chain = createChain(mayBePart);
  const comparison = compareSeals(kept);
  for await (const line of lines) {
    const fault = chain.take(line);
    if (fault !== undefined) return fault;
    comparison.see(line);
  }
  const counts = chain.counts();
  return chain.end() ?? comparison.end({ last: counts.last, part: counts.gaps > 0 }) ?? soundOf(counts);
}

function soundOf({ sealed, unsealed, end, open, gaps, first, last, links }: Counts): Sound {
  return {
    ...{ ok: true, sealed, unsealed },
    ...(end?.seal === undefined ? {} : { last: { seq: end.seq, seal: end.seal } }),
    ...(open === undefined ? {} : { openSince: open.at }),
    ...(gaps === 0 ? {} : { part: { first, last, links } }),
  };
}

import type { LogLine } from '../ports/store.ts';
import { createBeginning } from './beginning.ts';
import type { Broken } from './broken.ts';
import { type Counts, createChain, misplaced } from './chain.ts';
import { compareSeals, type KeptSeal } from './kept-seals.ts';
import type { Verifier } from './keys.ts';
import { createProofs } from './proofs.ts';
import type { Statement } from './statement.ts';
import { createValues } from './values.ts';

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
  /** Events up to this one were dropped, as a later one says; the first that is there continues it. */
  readonly dropped?: number;
  /** The last signed checkpoint in the log: with its key alone nobody else could have written what comes before. */
  readonly checkpoint?: Statement;
  /** Personal values that were erased, as events of the log say. */
  readonly erased?: number;
  /** Others are missing: the event that says so may be in another part of the log. */
  readonly unsaid?: true;
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
  /** Seals that were kept elsewhere: each must be there, unless it was dropped with the oldest events. */
  readonly kept?: readonly KeptSeal[];
  /** Public keys that checkpoints are held against: then each in the log must be signed by one of them, and fit. */
  readonly keys?: readonly Verifier[];
}

type Lines = AsyncIterable<LogLine> | Iterable<LogLine>;

/**
 * Follows the chain from the first event to the last, one line at a time. Events without a seal are fine at the end, where
 * the sealer has not been yet. What it cannot show without `kept` or `keys`: events cut off at the end, or a log rewritten as
 * a whole.
 */
export async function verifyLog(
  lines: Lines,
  { mayBePart = false, kept = [], keys = [] }: VerifyOptions = {},
): Promise<Verification> {
  const chain = createChain(mayBePart);
  const beginning = createBeginning(keys);
  const proofs = createProofs(keys);
  const values = createValues(keys);
  const comparison = compareSeals(kept);
  for await (const line of lines) {
    const fault = chain.take(line) ?? beginning.see(line) ?? proofs.see(line);
    if (fault !== undefined) return fault;
    values.see(line);
    comparison.see(line);
  }
  const counts = chain.counts();
  const cut = beginning.cut();
  if (cut === undefined && counts.first > 1 && !mayBePart) return misplaced(1, counts.first);
  const part = counts.gaps > 0 || (cut === undefined && counts.first > 1);
  return (
    chain.end() ??
    comparison.end({ last: counts.last, part, ...(cut && { cut }) }) ??
    values.fault() ??
    (mayBePart ? undefined : values.unsaid()) ?? {
      ...soundOf(counts, part, cut, proofs.last()),
      ...(values.erased() > 0 && { erased: values.erased() }),
      ...(values.unsaid() && { unsaid: true }),
    }
  );
}

function soundOf(
  { sealed, unsealed, end, open, first, last, links }: Counts,
  part: boolean,
  cut: KeptSeal | undefined,
  checkpoint: Statement | undefined,
): Sound {
  return {
    ...{ ok: true, sealed, unsealed },
    ...(end?.seal === undefined ? {} : { last: { seq: end.seq, seal: end.seal } }),
    ...(open === undefined ? {} : { openSince: open.at }),
    ...(part ? { part: { first, last, links } } : {}),
    ...(cut === undefined ? {} : { dropped: cut.seq }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}

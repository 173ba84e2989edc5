import type { LogLine } from '../ports/store.ts';
import { type Broken, broken } from './broken.ts';
import type { KeptSeal } from './kept-seals.ts';
import type { Verifier } from './keys.ts';
import { leapOver } from './leap.ts';
import { doubtOf } from './proofs.ts';
import { sealOf } from './seal.ts';
import { readStatements } from './statement.ts';

/** Where a log begins: at its first event, or after those that were dropped, of which a later event says so. */
export interface Beginning {
  see(line: LogLine): Broken | undefined;
  /** The last event that was dropped, with its seal, once the first line was proven to continue it. */
  cut(): KeptSeal | undefined;
}

export function createBeginning(keys: readonly Verifier[]): Beginning {
  let first: LogLine | undefined;
  let cut: KeptSeal | undefined;
  return {
    see: (line) => {
      first ??= line;
      if (first.seq === 1 || cut !== undefined || !line.bytes.includes('"kind":"pruned"')) return undefined;
      const statement = readStatements(line.bytes).find(({ what }) => what === 'cut');
      if (statement === undefined || !comesNext(first, statement)) return undefined;
      const doubt = keys.length > 0 ? doubtOf(statement, keys) : undefined;
      if (doubt !== undefined) return broken(line.seq, `drops events by a statement ${doubt}`);
      if (first.seal !== sealOf(statement.seal, first.bytes))
        return broken(
          first.seq,
          'does not continue the event before it, which was dropped: one of the two was changed.',
        );
      cut = { seq: statement.seq, seal: statement.seal };
      return undefined;
    },
    cut: () => cut,
  };
}

/** After a restore numbers are left out: where everything before it was dropped, the cut lies before those. */
const comesNext = (first: LogLine, cut: KeptSeal): boolean =>
  cut.seq === first.seq - 1 || leapOver(first, cut) !== undefined;

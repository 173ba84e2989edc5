import type { LogLine } from '../ports/store.ts';
import { type Broken, broken } from './broken.ts';

/** A seal that somebody kept elsewhere: the log must have it on that event, or it was cut off or written anew. */
export interface KeptSeal {
  readonly seq: number;
  readonly seal: string;
}

// Also what is nearly a seal: one that lost a digit must fail, not be passed over.
const ONE = /(?<![\w:])(\d{1,15}):([0-9a-f]{16,})/gi;

/** A seal as people keep it: the event's number, a colon, 64 hex digits. */
export const writeSeal = ({ seq, seal }: KeptSeal): string => `${seq}:${seal}`;

/** Every seal in a text, whatever else stands there: an argument, or a file to which each day's was added. */
export const readSeals = (text: string): readonly KeptSeal[] =>
  Array.from(text.matchAll(ONE), ([, seq, seal = '']) => ({ seq: Number(seq), seal: seal.toLowerCase() }));

/** What went by. */
interface Where {
  readonly last: number;
  readonly part: boolean;
  /** The last of the events that were dropped, where some were. */
  readonly cut?: KeptSeal;
}

/** Compares kept seals with a log as it goes by. */
export interface Comparison {
  see(line: LogLine): void;
  /** The first kept seal that the log does not have, when all lines went by. */
  end(where: Where): Broken | undefined;
}

export function compareSeals(kept: readonly KeptSeal[]): Comparison {
  const wanted = Map.groupBy(kept, ({ seq }) => seq);
  let fault: Broken | undefined;
  return {
    see: ({ seq, seal }) => {
      const seals = wanted.get(seq) ?? [];
      wanted.delete(seq);
      if (seals.some((one) => one.seal !== seal)) fault ??= broken(seq, seal ? OTHER : NONE);
    },
    end: ({ last, part, cut = NO_CUT }) => {
      if (wanted.get(cut.seq)?.some(({ seal }) => seal !== cut.seal)) fault ??= broken(cut.seq, OTHER);
      const [absent] = [...wanted.keys()].filter((seq) => seq > cut.seq).sort((a, b) => a - b);
      if (fault !== undefined || absent === undefined) return fault;
      return broken(
        absent,
        part
          ? LEFT_OUT
          : absent < last
            ? LOST
            : `is not there, though its seal was kept: the log ends at event ${last}.`,
      );
    },
  };
}

const NO_CUT: KeptSeal = { seq: 0, seal: '' };

const OTHER =
  'has another seal than the one that was kept: it or an event before it was changed, and the seals were made anew.';
const NONE = 'has no seal, though one was kept: the seal was taken away, or the event is another one.';
const LOST =
  'is not there, though its seal was kept: it was lost before the log was restored from a backup, or taken out.';
const LEFT_OUT = 'has a seal that was kept, but is left out of this part: compare it with the store.';

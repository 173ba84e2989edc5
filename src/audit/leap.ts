import type { LogLine } from '../ports/store.ts';
import { readStatements } from './statement.ts';

/** How many numbers a restored log leaves free at least: what was written since the backup had some of them. */
const FREE = 100_000;

/**
 * The number that a log goes on at after a restore. Copies elsewhere may have other events under the numbers right after the
 * last one; under the same numbers new events would be passed over as known. `seen`: the last number that any copy has.
 */
export const leapFrom = (last: number, seen = 0): number =>
  (Math.floor(Math.max(last, seen) / FREE) + 2) * FREE;

/** How many numbers a line says that are left out before it; of whether it may, the chain tells. */
export function leftOutBefore({ seq, bytes }: LogLine): number {
  const statement = restoredIn(bytes);
  return statement === undefined ? 0 : seq - 1 - statement.seq;
}

const restoredIn = (bytes: string) =>
  bytes.includes('"kind":"restored"')
    ? readStatements(bytes).find(({ what }) => what === 'restored')
    : undefined;

/**
 * The seal that a line continues which leaves numbers out: the one before it, where the line itself says so, as the first event
 * after a restore does. `last` is the line before, sealed. Undefined where numbers are only missing.
 */
export function leapOver(
  { bytes }: LogLine,
  last: Pick<LogLine, 'seq' | 'seal'> | undefined,
): string | undefined {
  if (last?.seal === undefined) return undefined;
  const statement = restoredIn(bytes);
  return statement?.seq === last.seq && statement.seal === last.seal ? last.seal : undefined;
}

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

/**
 * The seal that a line continues which leaves numbers out: the one before it, where the line itself says so, as the first event
 * after a restore does. `last` is the line before, sealed. Undefined where numbers are only missing.
 */
export function leapOver(
  { bytes }: LogLine,
  last: Pick<LogLine, 'seq' | 'seal'> | undefined,
): string | undefined {
  if (last?.seal === undefined || !bytes.includes('"kind":"restored"')) return undefined;
  const statement = readStatements(bytes).find(({ what }) => what === 'restored');
  return statement?.seq === last.seq && statement.seal === last.seal ? last.seal : undefined;
}

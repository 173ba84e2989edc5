import { type Grant, mayBeOpen } from '../../access/grant.ts';
import { CloudError, type Sighting } from '../../ports/provider.ts';

/**
 * Closes each grant that may be open. One that fails does not hold up the others: it is told as still closing, with the
 * reason. Throws `CloudError` when none could be told.
 */
export async function closeEach(
  all: readonly Grant[],
  close: (grant: Grant) => Promise<Sighting>,
): Promise<readonly Sighting[]> {
  const grants = all.filter(mayBeOpen);
  const ends = await Promise.allSettled(grants.map(close));
  const failures: CloudError[] = [];
  const sightings = ends.map((end, index): Sighting => {
    if (end.status === 'fulfilled') return end.value;
    if (!(end.reason instanceof CloudError)) throw end.reason;
    failures.push(end.reason);
    return stillClosing(grants[index]?.key ?? '', end.reason.message, end.reason.trace);
  });
  if (failures[0] && failures.length === grants.length) throw failures[0];
  return sightings;
}

/** Not proven shut: the caller comes again. */
export const stillClosing = (key: string, note: string, trace?: string): Sighting => ({
  key,
  state: 'sent',
  note,
  traces: trace === undefined ? [] : [trace],
});

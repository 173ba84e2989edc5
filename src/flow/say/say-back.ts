import { sayDuration } from '../../access/duration.ts';
import { DAY_MS } from '../../access/unit-ms.ts';

/** People ask for days and weeks, and would not know their own words in hours. */
export function sayBack(ms: number): string {
  if (ms % DAY_MS !== 0) return sayDuration(ms);
  return ms === DAY_MS ? 'day' : `${ms / DAY_MS} days`;
}

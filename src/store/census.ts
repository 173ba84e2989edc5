import { UNFINISHED } from '../access/request.ts';
import type { Census } from '../ports/store.ts';

/** How far one kind is counted, and how many are looked through for an end that has passed: a look costs milliseconds. */
export const CENSUS_MOST = 100_000;
export const LOOKED_THROUGH = 500;

export function censusOf(
  counts: readonly number[],
  ends: readonly (Date | undefined)[],
  cards: number,
  now: Date,
): Census {
  const requests = Object.fromEntries(UNFINISHED.map((status, n) => [status, counts[n] ?? 0]));
  const past = ends.flatMap((end) => (end !== undefined && end < now ? [end.getTime()] : []));
  const pastEnd = past.length === 0 ? {} : { pastEnd: new Date(Math.min(...past)) };
  return { requests: requests as Census['requests'], ...pastEnd, cards };
}

import type { Person } from './person.ts';
import type { Trouble } from './request.ts';
import { DAY_MS, HOUR_MS } from './unit-ms.ts';

/** From the first failure on: until then it is told every hour, later once a day. */
const HOURLY_FOR_MS = 3 * HOUR_MS;
/** A reason that nobody was told yet waits for so long after the last telling. */
const APART_MS = HOUR_MS / 6;
/** A reason with a number in it would be a new one at every try. */
const MOST_REASONS = 5;

/**
 * Whether a closing that fails is told now: at once, then after one, two and three hours, then once a day for as long as it
 * lasts; and for a reason of which nobody has heard yet. What was told in the future was told by a wrong clock: it silences nothing.
 */
export function isToldNow(trouble: Trouble | undefined, why: string, now: Date): boolean {
  if (!trouble) return true;
  const { toldAt, first } = trouble;
  const sinceMs = now.getTime() - toldAt.getTime();
  if (sinceMs < -APART_MS) return true;
  const everyMs = toldAt.getTime() - first.getTime() < HOURLY_FOR_MS ? HOUR_MS : DAY_MS;
  return sinceMs >= everyMs || (sinceMs >= APART_MS && isNews(trouble, why));
}

/** The trouble once it was told. Whoever heard of it once hears of its end. */
export function told(
  trouble: Trouble | undefined,
  { why, alarmed }: { readonly why: string; readonly alarmed: readonly Person[] },
  now: Date,
): Trouble {
  const people = new Map([...(trouble?.alarmed ?? []), ...alarmed].map((person) => [person.id, person]));
  const reasons = [...new Set([...(trouble ? reasonsOf(trouble) : []), why])].slice(0, MOST_REASONS);
  return { why, toldAt: now, first: trouble?.first ?? now, reasons, alarmed: [...people.values()] };
}

const isNews = (trouble: Trouble, why: string): boolean => {
  const reasons = reasonsOf(trouble);
  return reasons.length < MOST_REASONS && !reasons.includes(why);
};

const reasonsOf = ({ reasons, why }: Trouble): readonly string[] => reasons ?? [why];

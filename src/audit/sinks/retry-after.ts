import { HOUR_MS } from '../../access/unit-ms.ts';

/** The longest that a receiver is taken at its word, so that a mistake of its does not silence the audit for ever: an hour. */
export const MOST_ASKED_MS = HOUR_MS;

/** What a Retry-After header says (seconds, or an HTTP date), in real milliseconds; undefined without one that can be read. */
export function retryAfterOf(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const date = header.endsWith(' GMT') ? Date.parse(header) : Number.NaN;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : date - now;
  return Number.isNaN(ms) ? undefined : Math.min(MOST_ASKED_MS, Math.max(0, ms));
}

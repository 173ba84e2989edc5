import { InvalidArgumentError } from 'commander';
import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from '../access/unit-ms.ts';

const UNITS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: WEEK_MS };

// A date, or a date and time in UTC or with its offset: a time without zone would mean another instant on each machine.
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** What `--since` of a person says: a span back from now (`7d`), or an instant. Throws `InvalidArgumentError`. */
export function sinceOf(text: string, now: Date): Date {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const ms = UNITS[unit ?? ''];
  if (count !== undefined && ms !== undefined) return new Date(now.getTime() - Number(count) * ms);
  const instant = new Date(INSTANT.test(text) && isDay(text.slice(0, 10)) ? text : Number.NaN);
  if (Number.isNaN(instant.getTime()))
    throw new InvalidArgumentError(
      'Write 7d, 12h or 30m, a date such as 2026-01-31, or a time with its zone such as 2026-01-31T10:00Z.',
    );
  return instant;
}

/** A date of the calendar: JavaScript takes 30 February for 2 March, and an order to drop what is older would take two days more. */
function isDay(date: string): boolean {
  const read = new Date(date);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
}

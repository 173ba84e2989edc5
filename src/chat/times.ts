import { wallTimeAt } from '../access/wall-time.ts';
import { zoneOf } from '../access/zone.ts';

const MINUTE = 60_000;
/** Three letters each. */
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * `16:00 CET (24 Nov)` in the reader's zone; the year is added where it is not the year of `now`, or `now` is not given.
 * A zone that this machine does not know reads as UTC.
 */
export function spellInstant(at: Date, zone: string, now?: Date): string {
  const known = knownZone(zone);
  const { year, month, day, hour, minute } = wallTimeAt(at, known);
  const sameYear = now !== undefined && wallTimeAt(now, known).year === year;
  const date = `${day} ${MONTHS.slice(3 * month - 3, 3 * month)}${sameYear ? '' : ` ${year}`}`;
  return `${twoDigits(hour)}:${twoDigits(minute)} ${zoneName(at, known)} (${date})`;
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** `2 h`, `1 h 30 min`, `45 min`, `1 day 2 h`; less than a minute in seconds. Units: milliseconds. */
export function spellDuration(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / MINUTE);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [
    days > 0 ? `${days} ${days === 1 ? 'day' : 'days'}` : '',
    hours > 0 ? `${hours} h` : '',
    minutes % 60 > 0 ? `${minutes % 60} min` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** The zone if this machine knows it, otherwise UTC. */
export function knownZone(zone = 'UTC'): string {
  try {
    return zoneOf(zone).name;
  } catch (error) {
    // The one error that it throws: RangeError, for a zone that it does not have.
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

const LETTERS = /^[A-Z]+$/;

/** British English knows the names of Europe, American English those of America; for the rest UTC and hours is what people read. */
function zoneName(at: Date, zone: string): string {
  const british = nameIn('en-GB', at, zone);
  if (LETTERS.test(british)) return british;
  const american = nameIn('en-US', at, zone);
  return LETTERS.test(american) ? american : british.replace(/^GMT(?=[+-])/, 'UTC');
}

/** Making one costs a hundred times what using it does. There are some hundred zones that are known. */
const formats = new Map<string, Intl.DateTimeFormat>();

function nameIn(language: string, at: Date, zone: string): string {
  const key = `${language} ${zone}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'short' });
  formats.set(key, format);
  const parts = format.formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

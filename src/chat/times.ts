const MINUTE = 60_000;

/**
 * `16:00 CET (24 Nov)` in the reader's zone; the year is added where it is not the year of `now`, or `now` is not given.
 * A zone that this machine does not know reads as UTC.
 */
export function spellInstant(at: Date, zone: string, now?: Date): string {
  const known = knownZone(zone);
  const date = partsIn(at, known);
  const sameYear = now !== undefined && partsIn(now, known).year === date.year;
  const day = `${date.day} ${date.month}${sameYear ? '' : ` ${date.year}`}`;
  return `${date.hour}:${date.minute} ${zoneName(at, known)} (${day})`;
}

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
  const kept = zones.get(zone);
  if (kept !== undefined) return kept;
  try {
    const known = formatIn('en-GB', zone, {}).resolvedOptions().timeZone;
    zones.set(zone, known);
    return known;
  } catch (error) {
    // The one error that it throws: RangeError, for a zone that it does not have.
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

/** Asking a format for its zone costs more than telling a time by it. Unknown ones are not kept. */
const zones = new Map<string, string>();

/** Making one costs a hundred times what using it does. There are some hundred zones, and unknown ones are not kept. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(language: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = [language, zone, ...Object.keys(options)].join(' ');
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
  formats.set(key, format);
  return format;
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute';

function partsIn(at: Date, zone: string): Record<Part, string> {
  const format = formatIn('en-GB', zone, {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = format.formatToParts(at).map(({ type, value }) => [type, value]);
  const { month, ...rest } = Object.fromEntries(parts) as Record<Part, string>;
  // British English says "Sept"; every other month has three letters.
  return { ...rest, month: month.slice(0, 3) };
}

/** British English knows the names of Europe, American English those of America; for the rest UTC and hours is what people read. */
function zoneName(at: Date, zone: string): string {
  const named = ['en-GB', 'en-US'].map((language) => nameIn(language, at, zone));
  const name = named.find((candidate) => /^[A-Z]+$/.test(candidate)) ?? named[0] ?? 'UTC';
  return name.startsWith('GMT+') || name.startsWith('GMT-') ? `UTC${name.slice(3)}` : name;
}

function nameIn(language: string, at: Date, zone: string): string {
  const parts = formatIn(language, zone, { timeZoneName: 'short' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

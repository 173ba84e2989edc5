import { DAY_MS } from './unit-ms.ts';

/** A time zone of the IANA's, as Intl knows it. */
export interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** As Intl calls it, whatever else it may be called. */
  readonly name: string;
  /** How far its clocks are ahead of UTC on each day of UTC that was asked for; undefined where they are changed. */
  readonly days: Map<number, number | undefined>;
}

/** Making one costs far more than using it. Zones come from clients too, so that not all can be kept. */
const ZONES = new Map<string, Zone>();
const MOST_ZONES = 500;
const MOST_DAYS = 1_000;

/** Throws RangeError for a zone that Intl does not know. */
export function zoneOf(name: string): Zone {
  const known = ZONES.get(name);
  if (known !== undefined) return known;
  const format = newFormat(name);
  const made = { format, name: format.resolvedOptions().timeZone, days: new Map() };
  if (ZONES.size >= MOST_ZONES) ZONES.clear();
  ZONES.set(name, made);
  return made;
}

const newFormat = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });

/** Year, month, day, hour and minute. */
export type Shown = readonly [year: number, month: number, day: number, hour: number, minute: number];

/** What its clocks show, as Intl says it. */
export function shownIn({ format }: Zone, instant: Date): Shown {
  // One text in a form that never changes costs half of what its parts cost.
  const [month, day, year, hour, minute] = format.format(instant).split(SEPARATORS).map(Number);
  return [year!, month!, day!, hour!, minute!];
}

/** `10/18/2026, 18:00` */
const SEPARATORS = /\D+/;

/** Before it some clocks were ahead by minutes and seconds; after the other, nobody asks. */
const [KEPT_FROM, KEPT_TO] = [Date.UTC(1980, 0), Date.UTC(2100, 0)];

/**
 * How far the clocks of a zone are ahead of UTC, in milliseconds; undefined on a day on which they are changed, and where it
 * is not kept. Asked of Intl once for each day: a change is never within a day of another.
 */
export function offsetKept(zone: Zone, ms: number): number | undefined {
  if (!(ms >= KEPT_FROM && ms < KEPT_TO)) return undefined;
  const { days } = zone;
  const day = Math.floor(ms / DAY_MS);
  const known = days.get(day);
  if (known !== undefined || days.has(day)) return known;
  const [first, last] = [day, day + 1].map((each) => offsetAsked(zone, each * DAY_MS));
  const offset = first === last ? first : undefined;
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, offset);
  return offset;
}

/** The same of a whole minute, from Intl. */
export function offsetAsked(zone: Zone, ms: number): number {
  const [year, month, day, hour, minute] = shownIn(zone, new Date(ms));
  return Date.UTC(year, month - 1, day, hour, minute) - ms;
}

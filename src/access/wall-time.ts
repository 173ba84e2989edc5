import { DAY_MS } from './unit-ms.ts';
import { offsetAsked, offsetKept, shownIn, type Zone, zoneOf } from './zone.ts';

/** A clock on a wall: what a person in some zone reads, without saying which instant it is. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 to 24; 24:00 is the end of the day. */
  readonly hour: number;
  readonly minute: number;
}

/** What a wall clock shows at an instant. Throws RangeError for a zone that Intl does not know. */
export function wallTimeAt(instant: Date, zone: string): WallTime {
  const clocks = zoneOf(zone);
  const offset = offsetKept(clocks, instant.getTime());
  if (offset !== undefined) return shownInUtc(instant.getTime() + offset);
  const [year, month, day, hour, minute] = shownIn(clocks, instant);
  return { year, month, day, hour, minute };
}

function shownInUtc(ms: number): WallTime {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

/**
 * The instants at which a wall clock shows this time, earliest first: none in the hour that is skipped when the clocks go
 * forward, two in the hour that comes twice when they go back.
 */
export function instantsOf(wall: WallTime, zone: string): readonly Date[] {
  const asUtc = utcOf(wall);
  const [before, at, after] = offsetsAround(asUtc, zone);
  // No clocks were changed around it: it comes once.
  if (before === at && at === after) return [new Date(asUtc - at)];
  const candidates = [before, at, after].map((offset) => asUtc - offset);
  return [...new Set(candidates)]
    .sort((a, b) => a - b)
    .map((ms) => new Date(ms))
    .filter((instant) => utcOf(wallTimeAt(instant, zone)) === asUtc);
}

/** What the clock shows instead of a time that is skipped: 03:30 for 02:30. */
export function afterGap(wall: WallTime, zone: string): WallTime {
  const asUtc = utcOf(wall);
  return wallTimeAt(new Date(asUtc - offsetsAround(asUtc, zone)[0]), zone);
}

/** A change of the clocks is never within a day of another, so the offsets of the day before and after are all there are. */
function offsetsAround(asUtc: number, zone: string): readonly [before: number, at: number, after: number] {
  const clocks = zoneOf(zone);
  return [offsetAt(asUtc - DAY_MS, clocks), offsetAt(asUtc, clocks), offsetAt(asUtc + DAY_MS, clocks)];
}

const offsetAt = (ms: number, clocks: Zone): number =>
  offsetKept(clocks, ms) ?? offsetAsked(clocks, Math.floor(ms / 60_000) * 60_000);

const utcOf = ({ year, month, day, hour, minute }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute);

/** The same time of day, so many calendar days later. */
export function daysLater(wall: WallTime, days: number): WallTime {
  const moved = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return {
    year: moved.getUTCFullYear(),
    month: moved.getUTCMonth() + 1,
    day: moved.getUTCDate(),
    hour: wall.hour,
    minute: wall.minute,
  };
}

/** Sunday is 0. */
export const weekdayOf = ({ year, month, day }: WallTime): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();

const two = (number: number): string => String(number).padStart(2, '0');

export const formatDate = ({ year, month, day }: WallTime): string => `${year}-${two(month)}-${two(day)}`;
export const formatTime = ({ hour, minute }: WallTime): string => `${two(hour)}:${two(minute)}`;

/** An instant with its date and zone: `2026-03-29 06:00 Europe/Berlin`. */
export function sayInstant(instant: Date, zone: string): string {
  const wall = wallTimeAt(instant, zone);
  return `${formatDate(wall)} ${formatTime(wall)} ${zone}`;
}

/** A client may send any zone name, and an unknown one makes Intl throw. */
export function isZone(zone: string): boolean {
  try {
    zoneOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

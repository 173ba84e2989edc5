import { isZone } from '../wall-time.ts';
import { lexemeAt, type Place, tokenAt, wordAt } from './cursor.ts';
import type { Day } from './lexicon.ts';

/** A time of day as written; `midnight` ends today and begins tomorrow, so it is kept apart. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly midnight: boolean;
}

interface At<T> {
  readonly value: T;
  readonly length: number;
}

/** `06:00`, `18.30`, `6am`, `6:30 pm`, `noon`. Undefined for anything else, such as `25:00`. */
export function timeOfDayAt(place: Place, ahead: number): At<TimeOfDay> | undefined {
  const { beginsInstant, hour: named } = lexemeAt(place, ahead);
  if (!beginsInstant) return undefined;
  if (named) return { value: HOURS[named], length: 1 };
  const [, digits = '', minutes, suffix = ''] = CLOCK.exec(wordAt(place, ahead)) ?? [];
  if (digits === '') return undefined;
  const apart = suffix === '' ? lexemeAt(place, ahead + 1).half : undefined;
  const half = apart ?? (suffix === '' ? undefined : place.lexicon.get(suffix)?.half);
  if ((suffix !== '' && !half) || (minutes === undefined && !half)) return undefined;
  const hour = half ? twelveHours(Number(digits), half) : Number(digits);
  const minute = Number(minutes ?? 0);
  const isEnd = hour === 24 && minute === 0;
  if (hour === undefined || minute > 59 || (hour > 23 && !isEnd)) return undefined;
  return {
    value: { hour: isEnd ? 0 : hour, minute, midnight: isEnd },
    length: apart ? 2 : 1,
  };
}

const CLOCK = /^(\d{1,2})(?:[:.](\d{2}))?([a-z.]*)$/;

const HOURS: Readonly<Record<'noon' | 'midnight', TimeOfDay>> = {
  noon: { hour: 12, minute: 0, midnight: false },
  midnight: { hour: 0, minute: 0, midnight: true },
};

/** 12am is midnight, 12pm noon; 13pm and 0am are nothing. */
const twelveHours = (hour: number, half: 'am' | 'pm'): number | undefined =>
  hour < 1 || hour > 12 ? undefined : (hour % 12) + (half === 'pm' ? 12 : 0);

/** `today`, `tomorrow`, `friday`, `2026-10-18`. */
export function dayAt(place: Place, ahead: number): Day | undefined {
  const { beginsInstant, day } = lexemeAt(place, ahead);
  return beginsInstant ? (day ?? dateOf(wordAt(place, ahead))) : undefined;
}

function dateOf(word: string): Day | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word);
  if (found === null) return undefined;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const real = new Date(Date.UTC(year, month - 1, day));
  const isReal = year > 0 && real.getUTCMonth() + 1 === month && real.getUTCDate() === day;
  return isReal ? { kind: 'date', year, month, day } : undefined;
}

/** A zone after a time: `UTC`, `Europe/Berlin`. */
export function zoneAt(place: Place, ahead: number): string | undefined {
  const token = tokenAt(place, ahead);
  if (!token) return undefined;
  if (token.lexeme.isUtc) return 'UTC';
  return token.word.includes('/') && /^[a-z_]+\/[a-z_/-]+$/.test(token.word) && isZone(token.raw)
    ? token.raw
    : undefined;
}

/** `2026-10-18T18:00Z`, `2026-10-18T18:00`, `18:00Z`: several words in one; undefined for one that is only itself. */
export function splitInstant(word: string): readonly string[] | undefined {
  if (word.length < '18:00z'.length) return undefined;
  const found = /^(?:(\d{4}-\d{2}-\d{2})t)?(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(z)?$/.exec(word);
  if (found === null) return undefined;
  const parts = found.slice(1).filter((part) => part !== undefined);
  return parts.length > 1 ? parts : undefined;
}

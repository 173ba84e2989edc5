import { isZone } from '../wall-time.ts';
import type { Peek } from './cursor.ts';
import type { Words } from './words.ts';

/** A time of day as written; `midnight` ends today and begins tomorrow, so it is kept apart. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly midnight: boolean;
}

export type Day =
  | { readonly kind: 'today' | 'tonight' | 'tomorrow' | 'yesterday' }
  | { readonly kind: 'weekday'; readonly weekday: number }
  | { readonly kind: 'date'; readonly year: number; readonly month: number; readonly day: number };

interface At<T> {
  readonly value: T;
  readonly length: number;
}

/** `06:00`, `18.30`, `6am`, `6:30 pm`, `noon`. Undefined for anything else, such as `25:00`. */
export function timeOfDayAt(peek: Peek, ahead: number, words: Words): At<TimeOfDay> | undefined {
  const word = peek(ahead)?.word ?? '';
  if (words.hours.noon.includes(word)) return { value: { hour: 12, minute: 0, midnight: false }, length: 1 };
  if (words.hours.midnight.includes(word))
    return { value: { hour: 0, minute: 0, midnight: true }, length: 1 };
  const [, digits = '', minutes, suffix = ''] = /^(\d{1,2})(?:[:.](\d{2}))?([a-z.]*)$/.exec(word) ?? [];
  if (digits === '') return undefined;
  const apart = suffix === '' ? halfOf(peek(ahead + 1)?.word ?? '', words) : undefined;
  const half = apart ?? halfOf(suffix, words);
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

const halfOf = (word: string, words: Words): 'am' | 'pm' | undefined =>
  (['am', 'pm'] as const).find((half) => words.halves[half].includes(word));

/** 12am is midnight, 12pm noon; 13pm and 0am are nothing. */
const twelveHours = (hour: number, half: 'am' | 'pm'): number | undefined =>
  hour < 1 || hour > 12 ? undefined : (hour % 12) + (half === 'pm' ? 12 : 0);

/** `today`, `tomorrow`, `friday`, `2026-10-18`. */
export function dayAt(peek: Peek, ahead: number, words: Words): Day | undefined {
  const word = peek(ahead)?.word ?? '';
  const kind = (['today', 'tonight', 'tomorrow', 'yesterday'] as const).find((name) =>
    words.days[name].includes(word),
  );
  if (kind) return { kind };
  const weekday = words.weekdays.findIndex((names) => names.includes(word));
  return weekday >= 0 ? { kind: 'weekday', weekday } : dateOf(word);
}

function dateOf(word: string): Day | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  const real = new Date(Date.UTC(year, month - 1, day));
  const isReal = year > 0 && real.getUTCMonth() + 1 === month && real.getUTCDate() === day;
  return isReal ? { kind: 'date', year, month, day } : undefined;
}

/** A zone after a time: `UTC`, `Europe/Berlin`. */
export function zoneAt(peek: Peek, ahead: number, words: Words): string | undefined {
  const token = peek(ahead);
  if (!token) return undefined;
  if (words.utc.includes(token.word)) return 'UTC';
  return /^[a-z_]+\/[a-z_/-]+$/.test(token.word) && isZone(token.raw) ? token.raw : undefined;
}

/** `2026-10-18T18:00Z`, `2026-10-18T18:00`, `18:00Z`: several words in one; undefined for one that is only itself. */
export function splitInstant(word: string): readonly string[] | undefined {
  const found = /^(?:(\d{4}-\d{2}-\d{2})t)?(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(z)?$/.exec(word);
  const parts = (found ?? []).slice(1).filter((part) => part !== undefined);
  return parts.length > 1 ? parts : undefined;
}

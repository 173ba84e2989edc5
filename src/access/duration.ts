import type { Found, Peek } from './grammar/cursor.ts';
import { createCursor } from './grammar/cursor.ts';
import { compactParts, isoParts, type Part, spelledPart, UNIT_MS } from './grammar/length-parts.ts';
import { withoutMarkup } from './grammar/markup.ts';
import { quote } from './grammar/quote.ts';
import { tokenize } from './grammar/tokens.ts';
import type { Words } from './grammar/words.ts';
import { ENGLISH } from './grammar/words-en.ts';

/** The longest that a sentence may ask for, in milliseconds: 30 days. Policies cap it further. */
export const LONGEST_MS = 30 * UNIT_MS.d;
const LONGEST_TEXT = 200;
const EXAMPLES = 'Write it with a unit, such as 2h, 90m, 1h30m or PT2H.';

/** Reads `2h`, `90m`, `1h30m`, `1.5h`, `half an hour`, `two hours`, `PT2H`; whole seconds, above 0, at most 30 days. */
export function readDuration(text: string): number | { readonly error: string } {
  if (text.length > LONGEST_TEXT) return { error: `A duration is a few words. ${EXAMPLES}` };
  const tokens = tokenize(withoutMarkup(Array.from(text)), new Set());
  const found = durationAt(createCursor(tokens, []).peek, ENGLISH, LONGEST_MS);
  if (found && 'error' in found) return { error: found.error };
  if (found?.length === tokens.length) return found.value;
  const said = tokens.map(({ raw }) => raw).join(' ');
  return {
    error:
      said === '' ? `A duration is missing. ${EXAMPLES}` : `${quote(said)} is not a duration. ${EXAMPLES}`,
  };
}

/** Whole minutes as a button or a form carries them (`90`), in milliseconds; undefined when they are none. At most 99,999. */
export const readMinutes = (text: string): number | undefined =>
  /^[1-9]\d{0,4}$/.test(text) ? Number(text) * UNIT_MS.m : undefined;

/** The duration that begins at the present word; undefined when none does. Looks at most a dozen words ahead. */
export function durationAt(peek: Peek, words: Words, longestMs: number): Found<number> | undefined {
  const first = peek()?.word ?? '';
  const whole = isoParts(first) ?? compactParts(first, words);
  const parts: Part[] = [...(whole ?? [])];
  let length = whole ? 1 : 0;
  for (;;) {
    const joint = parts.length > 0 && words.and.includes(peek(length)?.word ?? '') ? 1 : 0;
    const more = nextParts(peek, length + joint, words, parts);
    if (!more) break;
    parts.push(...more.parts);
    length += joint + more.length;
  }
  if (parts.length === 0) return undefined;
  length += halfMore(peek, length, words, parts);
  const said = Array.from({ length }, (_, index) => peek(index)!.raw).join(' ');
  return bounded(parts, said, length, longestMs);
}

/** Further parts must be of a smaller unit: in "2h 22 …" the 22 is not a part, and "2h 3h" is two durations. */
function nextParts(
  peek: Peek,
  ahead: number,
  words: Words,
  before: readonly Part[],
): { parts: readonly Part[]; length: number } | undefined {
  const spelled = spelledPart(peek, ahead, words);
  const compact = compactParts(peek(ahead)?.word ?? '', words);
  const parts = spelled ? [spelled.part] : compact;
  const last = before.at(-1);
  if (!parts || (last && UNIT_MS[parts[0]!.unit] >= UNIT_MS[last.unit])) return undefined;
  return { parts, length: spelled?.length ?? 1 };
}

/** "an hour and a half": half of the unit before it. Answers how many words it took. */
function halfMore(peek: Peek, ahead: number, words: Words, parts: Part[]): number {
  if (!words.and.includes(peek(ahead)?.word ?? '')) return 0;
  const article = words.articles.includes(peek(ahead + 1)?.word ?? '') ? 1 : 0;
  if (!words.half.includes(peek(ahead + 1 + article)?.word ?? '')) return 0;
  parts.push({ amount: 0.5, unit: parts.at(-1)!.unit });
  return 2 + article;
}

function bounded(parts: readonly Part[], said: string, length: number, longestMs: number): Found<number> {
  const seconds = parts.reduce((sum, { amount, unit }) => sum + (amount * UNIT_MS[unit]) / 1000, 0);
  const ms = Math.round(seconds) * 1000;
  if (ms <= 0) return { error: `${quote(said)} is no time at all. ${EXAMPLES}`, at: 0 };
  if (ms <= longestMs) return { value: ms, length };
  const most = `${longestMs / UNIT_MS.d} days`;
  return {
    error: `${quote(said)} is longer than ${most}, the most that can be asked for. Write less, such as 8h.`,
    at: 0,
  };
}

/** ISO 8601 in hours, minutes and seconds only, as a day is not always 24 hours: `PT1H30M`, `PT24H`; 0 is `PT0S`. */
export function isoDuration(ms: number): string {
  const [hours, minutes, seconds] = split(ms);
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `PT${text || '0S'}`;
}

/** For people: `1 h 30 min`, `45 min`, `30 s`. */
export function sayDuration(ms: number): string {
  const [hours, minutes, seconds] = split(ms);
  const named = [
    [hours, 'h'],
    [minutes, 'min'],
    [seconds, 's'],
  ] as const;
  return (
    named
      .filter(([amount]) => amount > 0)
      .map(([amount, unit]) => `${amount} ${unit}`)
      .join(' ') || '0 min'
  );
}

const split = (ms: number): readonly [number, number, number] => [
  Math.floor(ms / UNIT_MS.h),
  Math.floor((ms % UNIT_MS.h) / UNIT_MS.m),
  (ms % UNIT_MS.m) / 1000,
];

import { type Found, lexemeAt, type Place, saidAt, wordAt } from './grammar/cursor.ts';
import { compactParts, isoParts, type Part, spelledPart, UNIT_MS } from './grammar/length-parts.ts';
import { createLexicon } from './grammar/lexicon.ts';
import { seenOf } from './grammar/markup.ts';
import { quote } from './grammar/quote.ts';
import { tokenize } from './grammar/tokens.ts';
import { ENGLISH } from './grammar/words-en.ts';

/** The longest that a sentence may ask for, in milliseconds: 30 days. Policies cap it further. */
export const LONGEST_MS = 30 * UNIT_MS.d;
const LONGEST_TEXT = 200;
const LEXICON = createLexicon(ENGLISH);
const NO_KEYS: ReadonlySet<string> = new Set();
const EXAMPLES = 'Write it with a unit, such as 2h, 90m, 1h30m or PT2H.';

/** Reads `2h`, `90m`, `1h30m`, `1.5h`, `half an hour`, `two hours`, `PT2H`; whole seconds, above 0, at most 30 days. */
export function readDuration(text: string): number | { readonly error: string } {
  if (text.length > LONGEST_TEXT) return { error: `A duration is a few words. ${EXAMPLES}` };
  const tokens = tokenize(seenOf(text), LEXICON, NO_KEYS);
  const found = durationAt({ tokens, at: 0, lexicon: LEXICON }, 0, LONGEST_MS);
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

/** The duration that begins so many words ahead; undefined when none does. Looks at most a dozen words further. */
export function durationAt(place: Place, ahead: number, longestMs: number): Found<number> | undefined {
  const { beginsLength, isWhole } = lexemeAt(place, ahead);
  if (!beginsLength) return undefined;
  if (isWhole && !lexemeAt(place, ahead + 1).followsNumber) return undefined;
  const first = wordAt(place, ahead);
  const inOne = isWhole ? undefined : (isoParts(first) ?? compactParts(first, place.lexicon));
  const parts: Part[] = inOne ? [...inOne] : [];
  let length = inOne ? 1 : 0;
  for (;;) {
    const joint = parts.length > 0 && lexemeAt(place, ahead + length).isAnd ? 1 : 0;
    const more = nextParts(place, ahead + length + joint, parts.at(-1));
    if (!more) break;
    parts.push(...more.parts);
    length += joint + more.length;
  }
  if (parts.length === 0) return undefined;
  length += halfMore(place, ahead + length, parts);
  const ms = msOf(parts);
  const fault = faultOf(ms, longestMs);
  return fault === undefined
    ? { value: ms, length }
    : { error: `${quote(saidAt(place, ahead, length))} ${fault}` };
}

/** Further parts must be of a smaller unit: in "2h 22 …" the 22 is not a part, and "2h 3h" is two durations. */
function nextParts(
  place: Place,
  ahead: number,
  last: Part | undefined,
): { parts: readonly Part[]; length: number } | undefined {
  const { beginsLength, isWhole } = lexemeAt(place, ahead);
  if (!beginsLength) return undefined;
  const spelled = spelledPart(place, ahead);
  const inOne = spelled || isWhole ? undefined : compactParts(wordAt(place, ahead), place.lexicon);
  const parts = spelled ? [spelled.part] : inOne;
  if (!parts || (last && UNIT_MS[parts[0]!.unit] >= UNIT_MS[last.unit])) return undefined;
  return { parts, length: spelled?.length ?? 1 };
}

/** "an hour and a half": half of the unit before it. Answers how many words it took. */
function halfMore(place: Place, ahead: number, parts: Part[]): number {
  if (!lexemeAt(place, ahead).isAnd) return 0;
  const article = lexemeAt(place, ahead + 1).isArticle ? 1 : 0;
  if (!lexemeAt(place, ahead + 1 + article).isHalf) return 0;
  parts.push({ amount: 0.5, unit: parts.at(-1)!.unit });
  return 2 + article;
}

/** Whole seconds. */
function msOf(parts: readonly Part[]): number {
  const seconds = parts.reduce((sum, { amount, unit }) => sum + (amount * UNIT_MS[unit]) / 1000, 0);
  return Math.round(seconds) * 1000;
}

function faultOf(ms: number, longestMs: number): string | undefined {
  if (ms <= 0) return `is no time at all. ${EXAMPLES}`;
  if (ms <= longestMs) return undefined;
  const most = `${longestMs / UNIT_MS.d} days`;
  return `is longer than ${most}, the most that can be asked for. Write less, such as 8h.`;
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

/*
 * JSON that keeps dates. A date becomes {"$date": "2026-01-31T10:00:00.000Z"}; a key that begins with `$` gets one more, so
 * that text of people or clouds can never turn into a date. Both stores use it for what they keep as JSON. Every read and every
 * write comes through here, so nothing is copied that need not be.
 */

/**
 * One JSON text. What JSON has no word for (a function, NaN, undefined in a list) is the caller's mistake and not kept. Throws
 * `SyntaxError` for what is nested too deeply to be read again.
 */
export const encode = (value: unknown): string => JSON.stringify(tagged(value)) ?? 'null';

/** The value that `encode` was given. Throws `SyntaxError` when the text is no JSON, has a date that is none, or is nested too deeply. */
export const decode = (text: string): unknown => untag(JSON.parse(text));

const DATE = '$date';
/** The stack has room for some ten thousand levels; what Ajar keeps has a dozen. */
const DEEPEST = 1_000;

type Parts = Record<string, unknown>;

const isObject = (value: unknown): value is Parts => typeof value === 'object' && value !== null;

/** The value itself where nothing in it needs a tag. */
function tagged(value: unknown, depth = 0): unknown {
  if (!isObject(value)) return value;
  const inside = deeper(depth);
  if (value instanceof Date) return { [DATE]: value.toISOString() };
  if (Array.isArray(value)) return value.some(isObject) ? value.map((part) => tagged(part, inside)) : value;
  let copy: Parts | undefined;
  for (const key of Object.keys(value)) {
    const part = tagged(value[key], inside);
    if (part === value[key]) continue;
    // Spreading makes every key the copy's own, so that none of them sets a prototype.
    copy ??= { ...value };
    copy[key] = part;
  }
  return renamed(copy ?? value, '$', (key) => `$${key}`);
}

/** Makes dates of what was parsed a moment ago, in its place: nobody else has it yet, and every key is its own. */
function untag(value: unknown, depth = 0): unknown {
  if (!isObject(value)) return value;
  const inside = deeper(depth);
  if (typeof value[DATE] === 'string') return dateIn(value[DATE]);
  for (const key of Object.keys(value)) {
    const part = value[key];
    if (isObject(part)) value[key] = untag(part, inside);
  }
  return Array.isArray(value) ? value : renamed(value, '$$', (key) => key.slice(1));
}

function deeper(depth: number): number {
  if (depth === DEEPEST) throw new SyntaxError(`nested more than ${DEEPEST} levels deep`);
  return depth + 1;
}

/** Few have keys that begin so. */
function renamed(value: Parts, start: string, name: (key: string) => string): Parts {
  if (!Object.keys(value).some((key) => key.startsWith(start))) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, part]) => [key.startsWith(start) ? name(key) : key, part]));
}

/** Half a date would be found out later, at whoever counts with it. */
function dateIn(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new SyntaxError(`not a date: ${JSON.stringify(text)}`);
  return date;
}

/*
 * JSON that keeps dates. A date becomes {"$date": "2026-01-31T10:00:00.000Z"}; a key that begins with `$` gets one more, so
 * that text of people or clouds can never turn into a date. Both stores use it for what they keep as JSON.
 */

/** One JSON text. What JSON has no word for (a function, NaN, undefined in a list) is the caller's mistake and not kept. */
export const encode = (value: unknown): string => JSON.stringify(tagged(value)) ?? 'null';

/** The value that `encode` was given. Throws `SyntaxError` when the text is no JSON, or has a date that is none. */
export const decode = (text: string): unknown => untagged(JSON.parse(text));

const DATE = '$date';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function tagged(value: unknown): unknown {
  if (value instanceof Date) return { [DATE]: value.toISOString() };
  if (Array.isArray(value)) return value.map(tagged);
  if (!isObject(value)) return value;
  return mapped(value, (key) => (key.startsWith('$') ? `$${key}` : key), tagged);
}

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (!isObject(value)) return value;
  if (typeof value[DATE] === 'string') return dateIn(value[DATE]);
  return mapped(value, (key) => (key.startsWith('$$') ? key.slice(1) : key), untagged);
}

/** Half a date would be found out later, at whoever counts with it. */
function dateIn(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new SyntaxError(`not a date: ${JSON.stringify(text)}`);
  return date;
}

const mapped = (
  value: Record<string, unknown>,
  name: (key: string) => string,
  part: (part: unknown) => unknown,
): Record<string, unknown> => Object.fromEntries(Object.entries(value).map(([k, v]) => [name(k), part(v)]));

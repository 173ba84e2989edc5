/** What Slack would refuse, each with its path and the limit. */
export type Faults = readonly string[];

/** Checks one value; `at` is its path. */
export type Check = (value: unknown, at: string) => Faults;

export type Json = Readonly<Record<string, unknown>>;

export const most = (count: number, limit: number, at: string, unit: string): Faults =>
  count <= limit ? [] : [`${at}: ${count} ${unit}, Slack takes ${limit}`];

export const string = (limit: number): Check => counted(limit, (value) => value.length);

/** Text that Slack escapes itself: counted with `&`, `<` and `>` escaped, which is the stricter way. */
export const words = (limit: number): Check =>
  counted(limit, (value) => value.replaceAll('&', '&amp;').replace(/[<>]/g, '&lt;').length);

const counted =
  (limit: number, lengthOf: (value: string) => number): Check =>
  (value, at) => {
    if (typeof value !== 'string') return [`${at}: no text`];
    return value === '' ? [`${at}: empty`] : most(lengthOf(value), limit, at, 'characters');
  };

export const flag: Check = (value, at) => (typeof value === 'boolean' ? [] : [`${at}: not yes or no`]);

export const number =
  (least: number, limit: number): Check =>
  (value, at) =>
    typeof value === 'number' && value >= least && value <= limit
      ? []
      : [`${at}: no number from ${least} to ${limit}`];

export const oneOf =
  (...words: readonly string[]): Check =>
  (value, at) =>
    words.includes(String(value)) ? [] : [`${at}: none of ${words.join(', ')}`];

export const list =
  (limit: number, item: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value) || value.length === 0) return [`${at}: an empty list`];
    return [
      ...most(value.length, limit, at, 'items'),
      ...value.flatMap((each, index) => item(each, `${at}[${index}]`)),
    ];
  };

/** Exactly these keys, no others, and of them all that are needed; a need may be alternatives: `text|fields`. */
export const record =
  (keys: Readonly<Record<string, Check>>, needs: readonly string[] = []): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: no object`];
    const missing = needs.filter((need) => !need.split('|').some((key) => key in value));
    return [
      ...missing.map((need) => `${at}: ${need} is missing`),
      ...Object.entries(value).flatMap(
        ([key, inner]) => keys[key]?.(inner, `${at}.${key}`) ?? [`${at}: unknown property ${key}`],
      ),
    ];
  };

export const text =
  (limit: number, ...kinds: readonly ('plain_text' | 'mrkdwn')[]): Check =>
  (value, at) => {
    const isMarkup = (value as Json | undefined)?.type === 'mrkdwn';
    const keys = {
      type: oneOf(...kinds),
      text: (isMarkup ? string : words)(limit),
      emoji: flag,
      verbatim: flag,
    };
    return record(keys, ['type', 'text'])(value, at);
  };

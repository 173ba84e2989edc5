import { parseEnv } from 'node:util';
import { Complaint } from '../../complaint.ts';

/** Settings by name; an empty value means that the setting is not to be set. */
export type Values = Readonly<Record<string, string>>;

/** What a `.env` file says, as Node reads it. */
export const readEnv = (text: string): Values => parseEnv(text) as Record<string, string>;

/** The text with these values in it, and every other line as it was. Throws `Complaint` where that cannot be done. */
export const setInEnv = (text: string, values: Values): string =>
  Object.entries(values).reduce((done, [key, value]) => setOne(done, key, value), text);

/**
 * In the place of the line that counts, which is the last; else below its example, else at the end. What looks like that line may
 * stand inside of somebody's quotes, so that each result is read again before it is believed.
 */
function setOne(text: string, key: string, value: string): string {
  const before = readEnv(text);
  if ((before[key] ?? '') === value) return text;
  const wanted = { ...before, [key]: value };
  const found = placesFor(text.split('\n'), key, `${key}=${quoted(key, value)}`).find((each) =>
    says(each, wanted),
  );
  if (found !== undefined) return found;
  throw new Complaint(
    `.env: ${key} cannot be set without changing what else it says. Look for quotes that do not end, and for lines that end in spaces after "=".`,
  );
}

function placesFor(lines: readonly string[], key: string, line: string): readonly string[] {
  const own = lines.findLastIndex((each) => new RegExp(`^\\s*(?:export\\s+)?${key}\\s*=`).test(each));
  const example = lines.findLastIndex((each) => each.startsWith(`#${key}=`));
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return [
    ...(own >= 0 ? [lines.with(own, line)] : []),
    ...(example >= 0 ? [lines.toSpliced(example + 1, 0, line)] : []),
    lines.toSpliced(end, 0, line),
  ].map((each) => each.join('\n'));
}

/** Nothing but what is wanted; an empty value and none are the same. */
function says(text: string, wanted: Values): boolean {
  const found = readEnv(text);
  return Object.keys({ ...found, ...wanted }).every((key) => (found[key] ?? '') === (wanted[key] ?? ''));
}

/** What stands for itself with every reader of such files, Docker's among them. */
const BARE = /^[\w.,:/@%+=~-]*$/;

/** A quote that the value does not have in it; Node knows no way to write one of the same kind inside. */
export function quoted(key: string, value: string): string {
  if (/\p{Cc}/u.test(value))
    throw new Complaint(`${key}: it has a line end or a control character in it. Leave that out.`);
  if (BARE.test(value)) return value;
  const quote = ["'", '`', '"'].find(
    (each) => !value.includes(each) && (each !== '"' || !value.includes('\\n')),
  );
  if (quote === undefined)
    throw new Complaint(
      `${key}: it has every kind of quotes in it, which .env cannot say. Write it to a file and name that.`,
    );
  return `${quote}${value}${quote}`;
}

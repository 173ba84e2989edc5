import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { isGuid } from '../guid.ts';

/** Runs a check of a whole block even when something inside it is wrong already: all faults are told at once. */
export const ALWAYS = { when: () => true };

/** Marks a message that says by itself what was found; any other is shown after "found …:". */
export const WHOLE = { whole: true };

export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const NAME_RULE = 'letters, digits, ".", "_" and "-", 64 at most, beginning with a letter or digit';

/** ` Did you mean "maxDuration"?`, or nothing where no word is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  if (words.length === 0) return '';
  const near = closest(
    word.toLowerCase(),
    words.map((each) => each.toLowerCase()),
  );
  const found = words.find((each) => each.toLowerCase() === near) ?? '';
  return distance(word.toLowerCase(), near) <= Math.max(2, word.length / 3)
    ? ` Did you mean "${found}"?`
    : '';
}

/** A block that has these keys and no others. */
export const block = <S extends z.ZodRawShape>(shape: S, write: string) =>
  z.looseObject(shape, { error: write }).superRefine((value, context) => {
    const known = Object.keys(shape);
    for (const key of Object.keys(isBlock(value) ? value : {})) {
      if (known.includes(key)) continue;
      const message = `no such key here: the keys are ${known.join(', ')}.${didYouMean(key, known)}`;
      context.addIssue({ code: 'custom', path: [key], message, params: { ...WHOLE, key: true } });
    }
  }, ALWAYS);

export const isBlock = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One value, or a list of at least one. */
export const oneOrMore = <T extends z.ZodType>(item: T) =>
  z
    .preprocess(
      (value) => (Array.isArray(value) ? value : [value]),
      z.array(item).min(1, { error: 'write at least one, or leave the key out' }),
    )
    .meta(forms(item));

/** For editors: other forms in which a value may be written, which its own schema does not show. */
export const forms = (...others: readonly z.ZodType[]) => ({ forms: others });

/** A block of named things. */
export const byName = <T extends z.ZodType>(item: T, write: string) =>
  z
    .record(z.string(), item, { error: write })
    .superRefine((value, context) => {
      for (const key of Object.keys(isBlock(value) ? value : {})) {
        if (NAME.test(key) && !isGuid(key)) continue;
        const message = `"${key}" cannot be a name: write ${NAME_RULE}`;
        context.addIssue({ code: 'custom', path: [key], message, params: { ...WHOLE, key: true } });
      }
    }, ALWAYS)
    .meta({ propertyNames: { pattern: NAME.source } });

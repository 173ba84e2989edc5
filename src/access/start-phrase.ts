import type { Context } from './grammar/until.ts';
import { readSentence } from './sentence.ts';

const EXAMPLE = 'Write it like tomorrow 22:00, or in 2 hours; leave it empty to open at once.';
/** A sentence whose only gap is the start. */
const AROUND = 'open 22 on x for 1h';

/** A later start alone, as a sentence takes it after its other words: `tomorrow 22:00`, `in 2 hours`. */
export function readStartPhrase(text: string, context: Context): Date | { readonly error: string } {
  const read = readSentence(`${AROUND} ${asSaid(text)}`, context);
  if (read.verb === undefined) return { error: read.error };
  if (read.verb !== 'open' || !read.startsAt) return { error: EXAMPLE };
  // Nothing else may be said here that a form has a field of its own for.
  const { startsAt, ...rest } = read;
  return JSON.stringify(rest) === JSON.stringify(readSentence(AROUND, context))
    ? startsAt
    : { error: EXAMPLE };
}

/** A time alone may be an end as well; what leads it says that it is the start. */
export const asSaid = (start: string): string =>
  /^(?:in|at|on|starting)\s/i.test(start.trim()) ? start.trim() : `starting ${start.trim()}`;

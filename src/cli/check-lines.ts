import type { Check } from '../ports/check.ts';

const MARKS = { true: 'ok  ', false: 'BAD ', unknown: '?   ' } as const;

/** What was found may be several lines; all but the first stand below it. */
export const checkLines = ({ ok, what, found, fix }: Check): string =>
  [`${MARKS[`${ok}`]} ${what}: ${found}`, ...(fix === '' ? [] : [`to mend it: ${fix}`])]
    .join('\n')
    .replaceAll('\n', '\n       ');

/** The most that is kept of a justification, in characters (code points). */
export const LONGEST_JUSTIFICATION = 300;

/** A justification as it is kept and shown: its own words and case on one line, capped; undefined when nothing is left. */
export function readJustification(text: string): string | undefined {
  const words = text
    .replaceAll('`', '')
    .trim()
    .replace(/[^\S ]\s*|\s{2,}/g, ' ');
  const kept = capped(withoutQuotes(words.replace(/^[\s:=,–—-]+/, '')));
  return /[a-z\d]/i.test(kept) || /[\p{L}\p{N}]/u.test(kept) ? kept : undefined;
}

function capped(text: string): string {
  if (text.length <= LONGEST_JUSTIFICATION) return text;
  const points = Array.from(text);
  if (points.length <= LONGEST_JUSTIFICATION) return text;
  return `${points
    .slice(0, LONGEST_JUSTIFICATION - 1)
    .join('')
    .trimEnd()}…`;
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ["'", "'"],
  ['‘', '’'],
  ['(', ')'],
];

/** Quotes around the whole are the sentence's, not the reason's; a closing one alone belongs to a quoted sentence. */
function withoutQuotes(text: string): string {
  if (/[a-z\d.]$/i.test(text)) return text;
  for (const [open, shut] of PAIRS) {
    if (!text.endsWith(shut)) continue;
    const inner = text.slice(0, -shut.length);
    if (text.length > 1 && inner.startsWith(open) && !inner.slice(1).includes(open))
      return inner.slice(1).trim();
    if (!inner.includes(open)) return inner.trimEnd();
  }
  return text;
}

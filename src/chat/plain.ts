/** The most characters that a card shows of each kind of text. */
export const CAPS = {
  name: 80,
  id: 100,
  reason: 500,
  ticket: 60,
  sentence: 800,
  label: 80,
  summary: 250,
  /** Slack takes buttons with 3,000. */
  url: 2_000,
} as const;

// Cf holds the bidirectional controls and zero-width characters with which text is made to read as something else; Cs are
// halves of characters, Co mean whatever a font says. Marks are kept, but not by the hundred.
const INVISIBLE = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** What a person or a cloud wrote, as one line of plain text of at most `cap` characters (HOLES H18). Markup is each app's own to make harmless. */
export function plain(text: string, cap: number): string {
  // A first cut keeps the cost bounded whatever comes in; what is stripped afterwards only makes it shorter.
  const line = text
    .slice(0, cap * 8)
    .replace(INVISIBLE, '')
    .replace(BREAKS, ' ')
    .replace(STACKED_MARKS, '$1')
    .trim();
  const characters = Array.from(line);
  return characters.length <= cap ? line : `${characters.slice(0, cap - 1).join('')}…`;
}

/** `a, b and c`; beyond `most` the rest is counted: `a, b and 3 more`. */
export function listed(items: readonly string[], most = 6): string {
  const shown = items.length > most ? items.slice(0, most - 1) : items;
  const left = items.length - shown.length;
  const parts = left > 0 ? [...shown, `${left} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 approval`, `2 approvals`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

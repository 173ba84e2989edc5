const SAME: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '′': "'",
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '−': '-',
};
/** From the full-width form of an ASCII character to itself. https://www.unicode.org/charts/PDF/UFF00.pdf */
const FULL_WIDTH = 0xfee0;

/**
 * Plain quotes, hyphens and full-width forms, as East Asian keyboards type them: `２ｈ` is `2h`. Other digits stay as they
 * are, and so are refused: nobody types "22²" meaning 222.
 */
export function plain(text: string): string {
  if (isAscii(text)) return text;
  const same = SAME[text];
  if (same !== undefined) return same;
  return /^[\uff01-\uff5e]$/.test(text) ? String.fromCharCode(text.charCodeAt(0) - FULL_WIDTH) : text;
}

/** Nearly every character is, and none of these is looked up in any table of Unicode's. */
export const isAscii = (text: string): boolean => text.length === 1 && text < '\u007f';

/** Pictures that say no: they are never skipped, so that "approve aj-7k2m9q ❌" approves nothing. */
const NO = new Set(['❌', '❎', '🚫', '⛔', '👎', '🙅', '✋', '🛑', '✖', '🤚', '🖐', '⏸', '❓', '❔', '🤔']);

/** An emoji that adds nothing to what is said. */
export const isPicture = (text: string): boolean =>
  !isAscii(text) &&
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator})$/u.test(text) &&
  !NO.has(text);

const NO_NAMES =
  /:(?:x|-1|no\w*|thumbs_?down|octagonal_sign|(?:raised_)?hand|stop\w*|negative\w*|question|thinking\w*|\w*cancel\w*)(?=:)/;

/** `:)`, `:-D`, `<3`, and emojis by their names in Slack (`:pray:`) that add nothing. */
export function isSmile(text: string, from: number, to: number): boolean {
  if (!SMILES.has(text.charAt(from))) return false;
  const word = text.slice(from, to);
  return (
    /^(?:[:;]-?[)\]dp*]+|-\)+|<3+|\^_?\^)$/i.test(word) ||
    (/^(?::[a-z0-9_+-]{1,40}:)+$/i.test(word) && !NO_NAMES.test(word.toLowerCase()))
  );
}

/** What one begins with. */
const SMILES = new Set([':', ';', '-', '<', '^']);

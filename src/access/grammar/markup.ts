import { entityAt } from './entity.ts';
import { isAscii, plain } from './marks.ts';

/** What can be read of a sentence. */
export interface Seen {
  /** As it was typed; a mention is one character, `MENTION`. */
  readonly text: string;
  /** The same with plain quotes, hyphens and full-width forms, character for character: what words are made of. */
  readonly plain: string;
  /** Where each of them stood in the text as typed (1-based, code points); absent where nothing was taken off. */
  readonly columns?: readonly number[];
  readonly mentions: ReadonlyMap<number, Mention>;
}

export interface Mention {
  /** `@Ajar` */
  readonly name: string;
  /** Whom it means, where the app says so: the U123 of `<@U123|riley>`. */
  readonly user?: string;
}

/** Stands for a mention: nobody sees such a character, so that none is left of those that were typed. */
export const MENTION = '\0';

/** Nearly every sentence is: nothing in it could be markup, and each character is seen where it was typed. */
const AS_TYPED = /^[ -%'-;=-Z\\-~]*$/;
const NO_MENTIONS: ReadonlyMap<number, Mention> = new Map();

/** What can be read of a text as a chat app gives it. Linear. */
export const seenOf = (text: string): Seen =>
  AS_TYPED.test(text) ? { text, plain: text, mentions: NO_MENTIONS } : withoutMarkup(Array.from(text));

/** The column of a character. */
export const columnOf = ({ columns }: Seen, at: number): number => columns?.[at] ?? at + 1;

/** What was typed from a character up to, not including, another. */
export function textBetween({ text, mentions }: Seen, from: number, to: number): string {
  if (mentions.size === 0) return text.slice(from, to);
  let between = '';
  for (let at = from; at < to; at += 1) between += mentions.get(at)?.name ?? text.charAt(at);
  return between;
}

/** Tags that chat apps wrap around words; anything else in angle brackets is what the person typed. */
const BLOCK_TAGS = /^\/?(?:p|div|br|li|ul|ol|pre|blockquote|h[1-6]|tr|td)(?:[\s/]|$)/i;
const INLINE_TAGS = /^\/?(?:b|i|u|s|a|em|strong|span|code|strike|del|font|at)(?:[\s/]|$)/i;
const LINK = /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/|mailto:|tel:)/i;

/** The text as it is gone through, once, from left to right. */
interface Pass {
  readonly points: readonly string[];
  text: string;
  plain: string;
  readonly columns: number[];
  readonly mentions: Map<number, Mention>;
  /** The place of the next such mark at or after an index; every look ahead is remembered, so that the cost is linear. */
  readonly next: Readonly<Record<'<' | '>' | '[' | ']' | ')' | '|', (from: number) => number>>;
}

/**
 * Takes chat markup off: mentions, auto-links (the label is kept, as the person saw it), tags, entities, and everything
 * that cannot be seen (control, zero-width and bidi characters).
 */
export function withoutMarkup(points: readonly string[]): Seen {
  const at = (mark: string): ((from: number) => number) => finder(points, mark);
  const next = { '<': at('<'), '>': at('>'), '[': at('['), ']': at(']'), ')': at(')'), '|': at('|') };
  const pass: Pass = { points, text: '', plain: '', columns: [], mentions: new Map(), next };
  for (let index = 0; index < points.length; ) {
    index = readAngle(pass, index) ?? readLink(pass, index) ?? readCharacter(pass, index);
  }
  return pass;
}

/** `<at>Ajar</at>`, `<@U1>`, `<https://web-01|web-01>`, `<p>`: answers where reading goes on. */
function readAngle(pass: Pass, open: number): number | undefined {
  const { points, next } = pass;
  if (points[open] !== '<') return undefined;
  const shut = next['>'](open);
  if (shut === points.length || next['<'](open + 1) < shut) return undefined;
  const inner = points.slice(open + 1, shut).join('');
  const bar = next['|'](open);
  if (/^at(?:\s|$)/i.test(inner)) {
    const end = next['<'](shut);
    putMention(pass, points.slice(shut + 1, end), open);
    return end;
  }
  if (/^[@!#]/.test(inner)) {
    const user = inner.startsWith('@') ? inner.slice(1).split('|', 1)[0] : undefined;
    putMention(pass, points.slice((bar < shut ? bar : open + 1) + 1, shut), open, user);
  } else if (LINK.test(inner))
    copy(pass, bar < shut ? bar + 1 : open + 1 + LINK.exec(inner)![0].length, shut);
  else if (BLOCK_TAGS.test(inner)) put(pass, ' ', open);
  else if (!INLINE_TAGS.test(inner)) copy(pass, open, shut + 1);
  return shut + 1;
}

/** `[web-01](https://web-01)`: the label. */
function readLink(pass: Pass, open: number): number | undefined {
  const { points, next } = pass;
  if (points[open] !== '[') return undefined;
  const close = next[']'](open);
  if (points[close + 1] !== '(' || next['['](open + 1) < close) return undefined;
  const end = next[')'](close);
  if (end === points.length) return undefined;
  copy(pass, open + 1, close);
  return end + 1;
}

function readCharacter(pass: Pass, index: number): number {
  const entity = pass.points[index] === '&' ? entityAt(pass.points, index) : undefined;
  put(pass, entity?.text ?? pass.points[index]!, index);
  return index + (entity?.length ?? 1);
}

function copy(pass: Pass, from: number, to: number): void {
  for (let index = from; index < to; ) index = readCharacter(pass, index);
}

function put(pass: Pass, text: string, index: number): void {
  const seen = visible(text);
  pass.text += seen;
  pass.plain += plain(seen);
  for (let half = 0; half < seen.length; half += 1) pass.columns.push(index + 1);
}

function putMention(pass: Pass, name: readonly string[], open: number, user?: string): void {
  const seen = name.map(visible).join('').trim().replace(/^@/, '');
  if (seen !== '') pass.mentions.set(pass.text.length, { name: `@${seen}`, ...(user ? { user } : {}) });
  const char = seen === '' ? '@' : MENTION;
  pass.text += char;
  pass.plain += char;
  pass.columns.push(open + 1);
}

function finder(points: readonly string[], mark: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const index = points.indexOf(mark, from);
      found = index === -1 ? points.length : index;
    }
    return found;
  };
}

/** A space for every kind of white space; nothing for what cannot be seen or would turn the reading order round. */
function visible(point: string): string {
  if (isAscii(point) && point > ' ') return point;
  if (/^[\s\p{Z}]$/u.test(point)) return point === '\ufeff' ? '' : ' ';
  return /^(?:[\p{Cc}\p{Cf}\p{Cs}]|\p{Variation_Selector})$/u.test(point) ? '' : point;
}

/** One readable character of a sentence, and where it stood in the text as typed (1-based, code points). */
export interface Char {
  /** A mention is one Char: `@Ajar`. */
  readonly text: string;
  readonly column: number;
}

/** Tags that chat apps wrap around words; anything else in angle brackets is what the person typed. */
const BLOCK_TAGS = /^\/?(?:p|div|br|li|ul|ol|pre|blockquote|h[1-6]|tr|td)(?:[\s/]|$)/i;
const INLINE_TAGS = /^\/?(?:b|i|u|s|a|em|strong|span|code|strike|del|font|at)(?:[\s/]|$)/i;
const LINK = /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/|mailto:|tel:)/i;
const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
};

/**
 * Takes chat markup off: mentions, auto-links (the label is kept, as the person saw it), tags, entities, and everything
 * that cannot be seen (control, zero-width and bidi characters). One pass; every look ahead is remembered, so the cost is linear.
 */
export function withoutMarkup(points: readonly string[]): readonly Char[] {
  const chars: Char[] = [];
  const next = { '<': finder(points, '<'), '>': finder(points, '>'), ']': finder(points, ']') };
  const parens = finder(points, ')');
  const brackets = finder(points, '[');
  const bars = finder(points, '|');
  const put = (text: string, index: number): void => {
    const seen = visible(text);
    if (seen !== '') chars.push({ text: seen, column: index + 1 });
  };
  const copy = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) put(points[index]!, index);
  };

  for (let index = 0; index < points.length; ) {
    const point = points[index]!;
    const shut = point === '<' ? next['>'](index) : points.length;
    if (shut < points.length && next['<'](index + 1) > shut) {
      index = angle(index, shut);
    } else if (point === '[') {
      const close = next[']'](index);
      const end = points[close + 1] === '(' ? parens(close) : points.length;
      const isLink = end < points.length && brackets(index + 1) > close;
      if (isLink) copy(index + 1, close);
      else put(point, index);
      index = isLink ? end + 1 : index + 1;
    } else {
      const entity = point === '&' ? entityAt(points, index) : undefined;
      put(entity?.text ?? point, index);
      index += entity?.length ?? 1;
    }
  }
  return chars;

  /** What stands in angle brackets; answers where reading goes on. */
  function angle(open: number, shut: number): number {
    const inner = points.slice(open + 1, shut).join('');
    const bar = bars(open);
    const hasLabel = bar < shut;
    if (/^at(?:\s|$)/i.test(inner)) {
      const end = next['<'](shut);
      mention(points.slice(shut + 1, end).join(''), open);
      return end;
    }
    if (/^[@!#]/.test(inner)) mention(hasLabel ? inner.slice(inner.indexOf('|') + 1) : inner.slice(1), open);
    else if (LINK.test(inner)) copy(hasLabel ? bar + 1 : open + 1 + LINK.exec(inner)![0].length, shut);
    else if (BLOCK_TAGS.test(inner)) put(' ', open);
    else if (!INLINE_TAGS.test(inner)) copy(open, shut + 1);
    return shut + 1;
  }

  function mention(name: string, open: number): void {
    const seen = Array.from(name.replace(/^@/, ''), visible).join('').trim();
    chars.push({ text: `@${seen}`, column: open + 1 });
  }
}

/** The place of the next `point` at or after an index that only grows; the length when there is none. */
function finder(points: readonly string[], point: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const at = points.indexOf(point, from);
      found = at === -1 ? points.length : at;
    }
    return found;
  };
}

const LONGEST_ENTITY = 10;

function entityAt(points: readonly string[], at: number): { text: string; length: number } | undefined {
  const text = points.slice(at + 1, at + LONGEST_ENTITY).join('');
  const name = /^(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});/i.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const known = ENTITIES[name] ?? (name.startsWith('#') ? fromNumber(name) : undefined);
  return known === undefined ? undefined : { text: known, length: name.length + 2 };
}

function fromNumber(name: string): string | undefined {
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** A space for every kind of white space; nothing for what cannot be seen or would turn the reading order round. */
function visible(point: string): string {
  if (/^[\s\p{Z}]$/u.test(point)) return point === '\ufeff' ? '' : ' ';
  return /^(?:[\p{Cc}\p{Cf}\p{Cs}]|\p{Variation_Selector})$/u.test(point) ? '' : point;
}

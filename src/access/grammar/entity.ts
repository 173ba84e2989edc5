const NAMED: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const LONGEST = 10;

/** The HTML entity at a place (`&nbsp;`, `&#39;`, `&#xA0;`): what it stands for, and how many characters it took. */
export function entityAt(
  points: readonly string[],
  at: number,
): { readonly text: string; readonly length: number } | undefined {
  if (!/^[#a-z]/i.test(points[at + 1] ?? '')) return undefined;
  const text = points.slice(at + 1, at + LONGEST).join('');
  const name = /^(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});/i.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const meant = name.startsWith('#') ? fromNumber(name) : NAMED[name];
  return meant === undefined ? undefined : { text: meant, length: name.length + 2 };
}

function fromNumber(name: string): string | undefined {
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

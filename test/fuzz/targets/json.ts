import { damaged, textLike, valueLike } from '../mutate.ts';
import { NASTY_TEXTS } from '../nasty.ts';
import type { Random } from '../random.ts';

const MARK = 'deep\u0000';

/** JSON like one of these; now and then nested further than any stack goes, or no JSON any more. */
export function jsonLike(
  random: Random,
  seeds: readonly unknown[],
  words: readonly string[] = NASTY_TEXTS,
): string {
  if (random.oneIn(20_000)) return nested(random, JSON.stringify(valueLike(random, seeds, [MARK])));
  const text = JSON.stringify(valueLike(random, seeds, words)) ?? 'null';
  return random.oneIn(12) ? damaged(random, text, words) : text;
}

function nested(random: Random, text: string): string {
  const depth = 1 + random.int(50_000);
  const deep = '['.repeat(depth) + ']'.repeat(depth);
  const marked = JSON.stringify(MARK);
  return text.includes(marked) ? text.replace(marked, deep) : deep;
}

/** What a reader of bodies hands on: the value, or nothing where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** A form as browsers and Slack write it. */
export const formLike = (random: Random, seeds: readonly Readonly<Record<string, string>>[]): string => {
  const fields = Object.entries(random.pick(seeds)).map(([name, value]) => [
    random.oneIn(9) ? random.pick(NASTY_TEXTS) : name,
    random.oneIn(3) ? textLike(random, [value], NASTY_TEXTS) : value,
  ]);
  const text = new URLSearchParams(Object.fromEntries(fields)).toString();
  return random.oneIn(4) ? damaged(random, text, NASTY_TEXTS) : text;
};

import { howFar } from './how-far.ts';

/** Names by their letters, for whoever types a few of them, or nearly them. */
export interface NameIndex {
  /** The places of the names that are meant, best first, of those that `may` be told. */
  find(typed: string, limit: number, may: (place: number) => boolean): readonly number[];
}

/** So many are compared letter by letter; they are those that share the most pairs of letters with what was typed. */
const MOST_COMPARED = 200;
const LONGEST_TYPED = 64;
/** People leave out or move the hyphens, and no keyboard has capitals by itself. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[-_.\s]/g, '');

/** Made once for a list; a hundred thousand names take some tens of megabytes. */
export function indexNames(names: readonly string[]): NameIndex {
  const plain = names.map(plainName);
  // By name, so that of equals the first by name comes first.
  const order = [...plain.keys()].sort((a, b) =>
    plain[a]! < plain[b]! ? -1 : plain[a]! > plain[b]! ? 1 : a - b,
  );
  const texts = order.map((place) => plain[place]!);
  const withPair = pairIndex(texts);
  const shared = new Uint8Array(texts.length);
  return {
    find(typed, limit, may) {
      const letters = plainName(typed).slice(0, LONGEST_TYPED);
      if (letters === '') return [];
      const mayRank = (rank: number): boolean => may(order[rank]!);
      const near = nearest(letters, mostShared(letters, withPair, shared, mayRank), texts).slice(0, limit);
      const more = near.length > 0 ? [] : inOrder(letters, texts, limit, mayRank);
      return [...near, ...more].map((rank) => order[rank]!);
    },
  };
}

/** Letters and digits have a number each, everything else shares one; 0 stands before the first. */
const LETTERS = 38;
function numberOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 96;
  return code >= 48 && code <= 57 ? code - 21 : LETTERS - 1;
}

/** The pairs of letters of a text, some of them perhaps twice. */
function pairsOf(text: string): readonly number[] {
  const pairs: number[] = [];
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = numberOf(text.charCodeAt(at));
    pairs.push(before * LETTERS + letter);
    before = letter;
  }
  return pairs;
}

/** For each pair the ranks of the names that have it, each once. */
function pairIndex(texts: readonly string[]): readonly Uint32Array[] {
  const lists = Array.from({ length: LETTERS * LETTERS }, (): number[] => []);
  for (const [rank, text] of texts.entries())
    for (const pair of pairsOf(text)) {
      const list = lists[pair]!;
      if (list.at(-1) !== rank) list.push(rank);
    }
  return lists.map((list) => Uint32Array.from(list));
}

/** The ranks that share the most pairs with what was typed, down to about half of them; a slip of one letter changes two or three. */
function mostShared(
  letters: string,
  withPair: readonly Uint32Array[],
  shared: Uint8Array,
  may: (rank: number) => boolean,
): readonly number[] {
  const pairs = new Set(pairsOf(letters));
  shared.fill(0);
  for (const pair of pairs) {
    const ranks = withPair[pair]!;
    for (let at = 0; at < ranks.length; at += 1) shared[ranks[at]!]! += 1;
  }
  const least = Math.max(1, Math.floor(pairs.size / 2) - 1);
  const best: number[] = [];
  for (let count = pairs.size; count >= least; count -= 1)
    for (let rank = shared.indexOf(count); rank >= 0; rank = shared.indexOf(count, rank + 1)) {
      if (may(rank)) best.push(rank);
      if (best.length === MOST_COMPARED) return best;
    }
  return best;
}

/** A slip in four letters, two in eight, three in more; of fewer letters each counts. */
const slipsIn = ({ length }: string): number => (length < 4 ? 0 : length < 8 ? 1 : length < 12 ? 2 : 3);

/** What only leaves letters out (`prod2` for vm-prod-02) is meant rather than what has other ones. */
const LEFT_OUT = 0.5;

/** Those with few enough slips, the fewest first; of those the ones that begin so, then the shortest. */
function nearest(letters: string, ranks: readonly number[], texts: readonly string[]): readonly number[] {
  const most = slipsIn(letters);
  return ranks
    .map((rank) => {
      const text = texts[rank]!;
      const { slips, from } = howFar(letters, text);
      return { rank, text, from, slips: slips > 0 && hasInOrder(text, letters) ? LEFT_OUT : slips };
    })
    .filter(({ slips }) => slips <= most)
    .sort(
      (a, b) =>
        a.slips - b.slips ||
        Number(a.from > 0) - Number(b.from > 0) ||
        a.text.length - b.text.length ||
        a.rank - b.rank,
    )
    .map(({ rank }) => rank);
}

/** Where nothing is near: names that have the letters in this order, `wp07` in `web-prod-07`. */
function inOrder(
  letters: string,
  texts: readonly string[],
  limit: number,
  may: (rank: number) => boolean,
): readonly number[] {
  const found: number[] = [];
  for (let rank = 0; rank < texts.length && found.length < limit; rank += 1)
    if (hasInOrder(texts[rank]!, letters) && may(rank)) found.push(rank);
  return found;
}

function hasInOrder(text: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

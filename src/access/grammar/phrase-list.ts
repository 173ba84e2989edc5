/** Phrases as the tables of words hold them, written with bars between. */
export const list = (text: string): readonly string[] => text.split('|').map((phrase) => phrase.trim());

/** Every phrase of the first list with every one of the second after it; an empty one adds nothing. */
export const joined = (...parts: readonly string[]): readonly string[] =>
  parts
    .map(list)
    .reduce((heads, tails) => heads.flatMap((head) => tails.map((tail) => `${head} ${tail}`.trim())));

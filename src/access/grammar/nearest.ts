import { distance } from 'fastest-levenshtein';
import { SERVICE_NAMES } from '../port.ts';
import type { Vocabulary } from './vocabulary.ts';

const LONGEST = 20;

/** The word most like a misspelled one, to be suggested and never acted on; one slip for every `letters` of it, undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>, letters = 4): string | undefined {
  if (word.length > LONGEST) return undefined;
  let best: { readonly candidate: string; readonly away: number } | undefined;
  for (const candidate of candidates) {
    const most = Math.min(
      Math.ceil(candidate.length / letters),
      (best?.away ?? Number.POSITIVE_INFINITY) - 1,
    );
    // Each letter that is missing is a slip: most are told by their length.
    if (Math.abs(candidate.length - word.length) > most) continue;
    const away = distance(word, candidate);
    if (away <= most) best = { candidate, away };
  }
  return best?.candidate;
}

/** What a word in the middle of a sentence may have been meant to be. */
export const likelyWords = ({ words }: Vocabulary): readonly string[] => [
  ...SERVICE_NAMES,
  ...Object.values(words.introducers).flat(),
  ...words.fillers,
];

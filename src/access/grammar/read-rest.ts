import { readPhrases } from './read-phrase.ts';
import type { Reading, Refusal } from './reading.ts';
import type { Verb } from './words.ts';

type Read = (reading: Reading) => Refusal | undefined;

/** Reads everything after the verb: most verbs share their phrases, in any order; a few have words of their own. */
export const readRest = (reading: Reading): Refusal | undefined =>
  (OWN[reading.verb] ?? readPhrases)(reading);

const OWN: Readonly<Partial<Record<Verb, Read>>> = {};

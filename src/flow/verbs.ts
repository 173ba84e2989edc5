import type { Sentence } from '../access/sentence.ts';

type Verb = NonNullable<Sentence['verb']>;
/** A sentence of one verb, as the file of that verb receives it. */
export type Spoken<V extends Verb> = Extract<Sentence, { verb: V }>;

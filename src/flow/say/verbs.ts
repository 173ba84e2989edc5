import type { Sentence } from '../../access/sentence.ts';
import type { Said } from '../../ports/chat.ts';

export type Verb = NonNullable<Sentence['verb']>;

/** A sentence of one verb, as the file of that verb receives it; one shape may serve several verbs. */
export type Spoken<V extends Verb> = Narrowed<Extract<Sentence, { verb: Verb }>, V>;

type Narrowed<S, V> = S extends { readonly verb: infer W }
  ? V extends W
    ? S & { readonly verb: V }
    : never
  : never;

/** Who asks, where, and by which delivery: of a sentence or of a click. */
export type Asking = Pick<Said, 'key' | 'person' | 'place' | 'askOnly'>;

import type { Said } from '../ports/chat.ts';

/** Who asks, where, and by which delivery: of a sentence or of a click. */
export type Asking = Pick<Said, 'key' | 'person' | 'place'>;

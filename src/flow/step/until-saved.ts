import { Conflict } from '../../ports/store.ts';
import type { Deps } from '../deps.ts';

/** How often a step is decided again because somebody saved first; each time means that somebody else moved on. */
const TRIES = 20;

/** What one try came to; `beaten` where somebody saved first, with how to refuse what was read. */
export type Tried<T> = T | { readonly beaten: (refused: string) => T };

/**
 * Reads, decides and saves anew until nobody else is faster. `key` is the delivery that asks for it: handled elsewhere at this
 * moment, it is answered as it was there.
 */
export async function untilSaved<T extends object>(
  { store }: Pick<Deps, 'store'>,
  what: string,
  key: string | undefined,
  attempt: () => Promise<Tried<T>>,
): Promise<T | { readonly refused: string }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const tried = await attempt();
    if (!('beaten' in tried)) return tried;
    const told = key === undefined ? undefined : await store.answered(key);
    if (told) return tried.beaten(told.sentence);
  }
  return { refused: `${what} is changing too quickly just now. Try again.` };
}

/** Whoever saved first has the newer one: undefined, and it is looked at again. */
export async function unlessConflict<T>(saving: Promise<T>): Promise<T | undefined> {
  try {
    return await saving;
  } catch (error) {
    if (error instanceof Conflict) return undefined;
    throw error;
  }
}

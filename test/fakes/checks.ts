import type { Deps } from '../../src/flow/deps.ts';
import { Unknown } from '../../src/ports/people.ts';

/** Nothing that a test has not set up can be told. */
export const CHECKS: Pick<Deps, 'rights' | 'tickets'> = {
  rights: { has: async () => Promise.reject(new Unknown('Nothing is known of rights.')) },
  tickets: { confirm: async () => Promise.reject(new Unknown('Nothing is known of tickets.')) },
};

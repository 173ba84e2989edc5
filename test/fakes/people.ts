import type { People } from '../../src/ports/people.ts';

/** A directory that knows nobody, but for what a test says of it. */
export const peopleWith = (over: Partial<People>): People => ({
  inGroup: async () => false,
  groupsOf: async () => new Set(),
  members: async () => [],
  standing: async () => 'active',
  ...over,
});

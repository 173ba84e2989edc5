import { createHash } from 'node:crypto';

/**
 * The mark of a message that must be there once: the same for the same parts whoever posts it, so that a post whose answer was
 * lost is found by whoever tries again.
 */
export const markOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

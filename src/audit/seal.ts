import { createHash } from 'node:crypto';

/** What stands before the first event of a log: the first seal continues from it. */
export const GENESIS = '0'.repeat(64);

/**
 * The seal of one event: sha256 over the previous seal (64 hex digits) followed by the stored bytes, as 64 hex digits.
 * Anyone can compute it again from an export: `printf %s "$previous$bytes" | sha256sum`.
 */
export const sealOf = (previous: string, bytes: string): string =>
  createHash('sha256')
    .update(previous + bytes, 'utf8')
    .digest('hex');

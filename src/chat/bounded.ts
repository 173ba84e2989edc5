import { z } from 'zod';

/**
 * Text of at most (and at least) so many characters. Its length is looked at only once it is text: zod by itself compares the
 * `length` of whatever is there, and throws where that is an object without a value.
 */
export const bounded = (most: number, least = 0) => z.string().pipe(z.string().min(least).max(most));

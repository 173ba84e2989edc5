import type { z } from 'zod';
import { CloudError } from '../../../ports/provider.ts';

/**
 * What a library handed on, if it is as it says: the libraries look at nothing that Azure answers. What cannot be read may have
 * somebody in it, so that it is no answer. Throws `CloudError`.
 */
export function sound<T>(shape: z.ZodType, what: string, value: T): T {
  const read = shape.safeParse(value);
  if (read.success) return value;
  throw new CloudError('broken', `Azure gave ${what} that cannot be read.`, { cause: read.error });
}

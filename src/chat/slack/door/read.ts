import type { z } from 'zod';
import type { Delivery } from '../wire.ts';

/** What a payload means. `nothing` is right but asks nothing of us; a `fault` is worth a line in the log. */
export type Read =
  | Delivery
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fault'; readonly fault: string };

/** Reads what has this type, and calls everything else a fault. */
export function reader<T extends z.ZodType>(
  type: T,
  read: (body: z.infer<T>) => Read,
): (body: unknown) => Read {
  return (body) => {
    const parsed = type.safeParse(body);
    return parsed.success ? read(parsed.data) : { kind: 'fault', fault: faultsIn(parsed.error) };
  };
}

/** Where it is wrong, not what was there: that may be a secret. */
export const faultsIn = (error: z.ZodError): string =>
  error.issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`).join(', ');

/** A delivery's key; its parts cannot run into each other. Half a character would throw. */
export const keyed = (...parts: readonly string[]): string =>
  `slack/${parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')}`;

/** Leaves out what is missing. */
export function given<T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

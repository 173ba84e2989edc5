import { StoreError } from './store-error.ts';

/**
 * Counts up when what is stored of a request or a record changes so that an older Ajar would misread it; kept beside each. A field
 * that may be missing changes nothing: whoever does not know it keeps it (`unknown-fields.ts`).
 */
export const FORMAT = 1;

/** Throws `StoreError` for what this program could only misread. */
export function checkFormat(name: string, format: number): void {
  if (format > FORMAT)
    throw new StoreError(
      `${name} was written by a newer Ajar (format ${format}, this program knows ${FORMAT}). The newer one looks after it: start that.`,
    );
  if (format !== FORMAT)
    throw new StoreError(`${name} has no format that is known (${format}). Restore a copy of the store.`);
}

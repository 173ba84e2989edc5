import { CloudError } from '../../../ports/provider.ts';
import type { Doing } from './doing.ts';
import { meaningOf } from './meanings.ts';
import { readVendorError } from './vendor-error.ts';

/** Translates whatever an Azure library threw; the vendor's own error is kept as `cause`, Azure's correlation id as `trace`. */
export function toCloudError(error: unknown, doing: Doing): CloudError {
  if (error instanceof CloudError) return error;
  const vendor = readVendorError(error);
  const { kind, sentence, nothingSent } = meaningOf(vendor, doing);
  const { retryAfterMs, trace } = vendor;
  return new CloudError(kind, sentence, { cause: error, nothingSent, retryAfterMs, trace });
}

/** What became of a call that was to change something: Azure said no for good, it did nothing but may later, or nobody knows. */
export type Fate = 'refused' | 'undone' | 'unknown';

export function fateOf(error: CloudError): Fate {
  if (!error.nothingSent) return 'unknown';
  const answered = readVendorError(error.cause).status !== undefined;
  return answered && error.kind !== 'busy' ? 'refused' : 'undone';
}

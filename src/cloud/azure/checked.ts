import type { Check } from '../../ports/check.ts';
import { CloudError, type CloudErrorKind } from '../../ports/provider.ts';
import { readVendorError } from './wire/vendor-error.ts';

/** The fixes that a check knows better than what is said of its kind of failure. */
type Fixes = Partial<Record<CloudErrorKind, string>>;

export const good = (what: string, found: string): Check => ({ what, ok: true, found, fix: '' });

/** Looks; a refusal is bad, what could not be learned is unknown. */
export async function checked(what: string, fixes: Fixes, find: () => Promise<string>): Promise<Check> {
  try {
    return good(what, await find());
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const ok = error.kind === 'busy' && !error.nothingSent ? 'unknown' : false;
    return { what, ok, found: error.message, fix: fixOf(error, fixes) };
  }
}

/** What to do about a failure. A token that is not taken (401) has nothing to do with roles. */
export function fixOf(error: CloudError, fixes: Fixes): string {
  const refusedToken = readVendorError(error.cause).status === 401;
  return refusedToken ? TOKEN : (fixes[error.kind] ?? FIXES[error.kind]);
}

/** The role that shows things at a scope, for whoever would rather give only the permission. */
export const readerOn = (where: string, action: string): string =>
  `give Ajar's identity the role Reader on ${where} (or a role of your own with ${action}); it can take some minutes to work`;

const TOKEN =
  'set AJAR_AZURE_SCOPE to the address in AJAR_AZURE_ENDPOINT with /.default after it, or leave it out';

const FIXES: Record<CloudErrorKind, string> = {
  'not-found': "check AJAR_AZURE_SUBSCRIPTIONS and the roles of Ajar's identity",
  conflict: 'look at the resource in the portal',
  denied: "check the roles of Ajar's identity at that scope",
  busy: 'check the network and AJAR_AZURE_ENDPOINT, or try again in a minute',
  broken: 'check AJAR_AZURE_ENDPOINT and AJAR_AZURE_SCOPE, and try again',
};

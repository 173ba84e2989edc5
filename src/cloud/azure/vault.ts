import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { trustAdvice } from '../../untrusted.ts';
import { readVendorError } from './wire/vendor-error.ts';

/** Real milliseconds for one secret: a start does not wait for ever. */
const LIMIT_MS = 20_000;

/** One secret of a key vault, or why not, in a sentence that never holds a value. */
export async function readVaultSecret(
  { vault, name, version }: { readonly vault: string; readonly name: string; readonly version?: string },
  credential: TokenCredential,
  httpClient?: HttpClient,
): Promise<{ readonly value: string } | { readonly fault: string }> {
  const { SecretClient } = await import('@azure/keyvault-secrets');
  const client = new SecretClient(vault, credential, {
    retryOptions: { maxRetries: 2, maxRetryDelayInMs: 2_000 },
    ...(httpClient && { httpClient }),
  });
  try {
    const { value } = await client.getSecret(name, {
      ...(version !== undefined && { version }),
      abortSignal: AbortSignal.timeout(LIMIT_MS),
    });
    return value ? { value } : { fault: `the secret "${name}" in ${vault} is empty.` };
  } catch (error) {
    return { fault: whyNot(error, vault, name) };
  }
}

function whyNot(error: unknown, vault: string, name: string): string {
  const { status, code, tried } = readVendorError(error);
  const untrusted = trustAdvice(error);
  if (untrusted !== undefined) return `${vault} cannot be asked for "${name}". ${untrusted}`;
  if (status === 404) return `${vault} has no secret "${name}"; write the name of one that it has.`;
  if (status === 401 || status === 403)
    return `${vault} does not let Ajar read "${name}"; give Ajar's identity the role Key Vault Secrets User there, and let this network in.`;
  if (status !== undefined)
    return `${vault} answered ${status} when asked for "${name}"; start again in a while.`;
  if (tried.length > 0)
    return `Ajar could not sign in (tried ${tried.join(', ')}) to read "${name}" in ${vault}; see AZURE_TOKEN_CREDENTIALS.`;
  return `${vault} cannot be reached (${code}) to read "${name}"; check its name, and that this machine reaches it.`;
}

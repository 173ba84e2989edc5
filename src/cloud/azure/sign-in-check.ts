import type { Check } from '../../ports/check.ts';
import { CloudError } from '../../ports/provider.ts';
import { checked } from './checked.ts';
import { ask, startDeadline } from './wire/call.ts';
import type { Clients } from './wire/clients.ts';

export const SIGN_IN =
  'set AZURE_TOKEN_CREDENTIALS and what it needs: EnvironmentCredential takes AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, ' +
  'ManagedIdentityCredential an identity of this machine (and AZURE_CLIENT_ID when it is user-assigned)';

/** Whether Azure gives this identity a token. */
export const signInCheck = (clients: Clients, what: string, fix: string, tenant?: string): Promise<Check> =>
  checked(what, { denied: fix, broken: fix }, () => signIn(clients, tenant));

async function signIn(clients: Clients, tenant: string | undefined): Promise<string> {
  const { scope } = clients.settings;
  const doing = clients.doing('get a token', 'none', 'the token service');
  const deadline = startDeadline(clients.limitMs);
  const { value } = await ask(doing, deadline, async ({ abortSignal }) =>
    (await clients.credential(tenant)).getToken(scope, { abortSignal }),
  );
  if (value) return `a token for ${scope}`;
  throw new CloudError(
    'broken',
    'The sign-in gave no token. Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or give Ajar a managed identity.',
  );
}

import type { TokenCredential } from '@azure/identity';

/** An identity other than the one of the environment: a managed one by its client id, or an app with its secret. */
export interface Identity {
  readonly clientId: string;
  readonly app?: { readonly tenantId: string; readonly secret: string };
}

/** Signs in as this identity, or as whoever the environment says. */
export async function signInAs(
  identity: Identity | undefined,
  authorityHost: string | undefined,
): Promise<TokenCredential> {
  const { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } = await import(
    '@azure/identity'
  );
  const options = {
    ...(authorityHost !== undefined && { authorityHost }),
    retryOptions: { maxRetries: 1 },
  };
  if (!identity) return new DefaultAzureCredential(options);
  const { clientId, app } = identity;
  if (app) return new ClientSecretCredential(app.tenantId, clientId, app.secret, options);
  return new ManagedIdentityCredential({ clientId, retryOptions: { maxRetries: 1 } });
}

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
  tenants: readonly string[] = [],
): Promise<TokenCredential> {
  const { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } = await import(
    '@azure/identity'
  );
  const options = {
    ...(authorityHost !== undefined && { authorityHost }),
    retryOptions: { maxRetries: 1 },
    // Without these the library asks its own tenant, whatever it is told.
    additionallyAllowedTenants: [...tenants],
  };
  if (!identity) return new DefaultAzureCredential(options);
  const { clientId, app } = identity;
  if (app) return new ClientSecretCredential(app.tenantId, clientId, app.secret, options);
  return new ManagedIdentityCredential({ clientId, retryOptions: { maxRetries: 1 } });
}

/** The same identity at another tenant's sign-in: an app has a service principal in each; a managed identity has none but at home. */
export const inTenant = (credential: TokenCredential, tenantId: string | undefined): TokenCredential =>
  tenantId === undefined
    ? credential
    : { getToken: (scopes, options) => credential.getToken(scopes, { ...options, tenantId }) };

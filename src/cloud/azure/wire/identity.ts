import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';

/** An identity other than the one of the environment: a managed one by its client id, or an app with its secret. */
export interface Identity {
  readonly clientId: string;
  readonly app?: { readonly tenantId: string; readonly secret: string };
}

/** Nobody waits longer for a token; real milliseconds. */
const LIMIT_MS = 20_000;

/** Signs in as this identity, or as whoever the environment says. Each call to a token service is ended after `limitMs`. */
export async function signInAs(
  identity: Identity | undefined,
  authorityHost: string | undefined,
  tenants: readonly string[] = [],
  limitMs = LIMIT_MS,
): Promise<TokenCredential> {
  const { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } = await import(
    '@azure/identity'
  );
  const httpClient = await endedAfter(limitMs);
  const options = {
    httpClient,
    ...(authorityHost !== undefined && { authorityHost }),
    retryOptions: { maxRetries: 1 },
    // Without these the library asks its own tenant, whatever it is told.
    additionallyAllowedTenants: [...tenants],
  };
  if (!identity) return new DefaultAzureCredential(options);
  const { clientId, app } = identity;
  if (app) return new ClientSecretCredential(app.tenantId, clientId, app.secret, options);
  return new ManagedIdentityCredential({ clientId, httpClient, retryOptions: { maxRetries: 1 } });
}

/**
 * The library ends no call by itself and hands no signal on: one that nobody answers would keep a process alive that is done,
 * and whatever waits for it, such as a loop of sweeps.
 */
async function endedAfter(limitMs: number): Promise<HttpClient> {
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  const client = createDefaultHttpClient();
  return {
    sendRequest(request) {
      request.timeout ||= limitMs;
      return client.sendRequest(request);
    },
  };
}

/** The same identity at another tenant's sign-in: an app has a service principal in each; a managed identity has none but at home. */
export const inTenant = (credential: TokenCredential, tenantId: string | undefined): TokenCredential =>
  tenantId === undefined
    ? credential
    : { getToken: (scopes, options) => credential.getToken(scopes, { ...options, tenantId }) };

import type { Configuration, IDToken } from 'openid-client';
import type { Log } from '../ports/log.ts';
import type { SignedIn, SignIn, SignInChecks } from '../ports/sign-in.ts';

/** An app of the company's Entra tenant. */
export interface SignInSettings {
  /** Such as `https://login.microsoftonline.com/TENANT/v2.0`. */
  readonly issuer: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** An authentication context of Conditional Access (`c1`…`c99`) that has to be met, in place of the claim of a second factor. */
  readonly authContext?: string;
}

/** Where the browser comes back to. */
export const SIGNED_IN_PATH = '/approval/signed-in';

/** Real seconds by which the issuer's clock may be behind ours, beside what the library allows. */
const SKEW_S = 30;
const TIMEOUT_S = 10;

/** OIDC with an authorization code, PKCE, state and nonce, by openid-client, which checks the token and its signature. */
export function createSignIn(settings: SignInSettings, publicUrl: string, log: Log): SignIn {
  const back = `${publicUrl}${SIGNED_IN_PATH}`;
  let known: Promise<Configuration> | undefined;
  const configuration = (): Promise<Configuration> => {
    known ??= discover(settings);
    known.catch(() => {
      known = undefined; // it may be there the next time
    });
    return known;
  };
  return {
    async begin() {
      const client = await import('openid-client');
      const config = await configuration();
      const [state, nonce, verifier] = [
        client.randomState(),
        client.randomNonce(),
        client.randomPKCECodeVerifier(),
      ];
      const url = client.buildAuthorizationUrl(config, {
        ...{ redirect_uri: back, scope: 'openid profile', state, nonce, response_mode: 'query' },
        ...{
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        },
        // A session that is open already proves nothing about who sits there now.
        ...{ prompt: 'login', max_age: '0', claims: JSON.stringify(claimsOf(settings)) },
      });
      return { url: url.href, checks: { state, nonce, verifier, begunAt: nowS() } };
    },
    async finish(query, checks) {
      try {
        return check(await claimsFrom(await configuration(), back, query, checks), settings);
      } catch (error) {
        log.warn({ error }, 'a sign-in could not be checked');
        return {
          refused:
            'The sign-in could not be checked, so nothing was approved. Press Approve in the chat again.',
        };
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: SignInSettings): Promise<Configuration> {
  const { discovery, enableNonRepudiationChecks, allowInsecureRequests, ClientSecretPost } = await import(
    'openid-client'
  );
  // Only an issuer on this machine may be reached over http: the settings see to that.
  const local = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
  return discovery(new URL(issuer), clientId, undefined, ClientSecretPost(clientSecret), {
    ...{ execute: [enableNonRepudiationChecks, ...local], timeout: TIMEOUT_S },
  });
}

async function claimsFrom(
  config: Configuration,
  back: string,
  query: string,
  { state, nonce, verifier, begunAt }: SignInChecks,
): Promise<IDToken> {
  const { authorizationCodeGrant } = await import('openid-client');
  const tokens = await authorizationCodeGrant(config, new URL(`${back}?${query}`), {
    ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
    // What asks for a new sign-in is in an address that the browser can change: only this proves that it was one.
    ...{ idTokenExpected: true, maxAge: nowS() - begunAt + SKEW_S },
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('The sign-in answered no ID token.');
  return claims;
}

const nowS = (): number => Math.floor(Date.now() / 1_000);

/** Entra adds these to an ID token only when they are asked for, here or in the app's registration. */
const claimsOf = ({ authContext }: SignInSettings) => ({
  id_token: {
    ...{ auth_time: { essential: true }, amr: { essential: true } },
    ...(authContext === undefined ? {} : { acrs: { essential: true, value: authContext } }),
  },
});

/** What the library cannot know: whose tenant, which person, and that there was a second factor. */
function check(claims: IDToken, { tenant, authContext }: SignInSettings): SignedIn {
  const { tid, oid } = claims;
  if (tid !== tenant) return { refused: 'You signed in to another organisation. Sign in to your own.' };
  if (typeof oid !== 'string' || oid === '') return { refused: 'The sign-in did not say who you are.' };
  const met = authContext === undefined ? has(claims.amr, 'mfa') : has(claims.acrs, authContext);
  if (!met)
    return {
      refused: `The sign-in does not say that ${authContext === undefined ? 'a second factor was used' : `authentication context ${authContext} was met`}, so nothing was approved.`,
    };
  return { person: oid.toLowerCase() };
}

const has = (claim: unknown, value: string): boolean =>
  Array.isArray(claim) ? claim.includes(value) : claim === value;

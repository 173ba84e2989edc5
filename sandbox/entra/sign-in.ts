import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { collect } from '../../src/body.ts';
import { serveHttp } from '../azure/wire/servers.ts';
import { type Account, createIdTokens, type Twist } from './tokens.ts';

export interface EntraOptions {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who can sign in. */
  readonly people: readonly Account[];
}

/** What one code was given for; it is good once. */
interface Grant {
  readonly account: Account;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirect: string;
}

export type Entra = Awaited<ReturnType<typeof startEntra>>;

/** The sign-in of an Entra tenant, on this machine: authorization code with PKCE; a page on which one is whoever one presses. */
export async function startEntra({ tenant, clientId, clientSecret, people }: EntraOptions) {
  const codes = new Map<string, Grant>();
  let issuer = '';
  let tokens: ReturnType<typeof createIdTokens>;
  const state: { twist: Twist } = { twist: {} };
  const server = await serveHttp(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    const route = ROUTES[url.pathname.replace(`/${tenant}`, '')];
    if (!route) return send(response, 404, { error: 'not_found' });
    await route(request, response, url);
  }, 0);
  issuer = `http://127.0.0.1:${server.port}/${tenant}/v2.0`;
  tokens = createIdTokens(issuer, tenant, clientId);
  const base = issuer.replace('/v2.0', '');

  const ROUTES: Readonly<
    Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void>
  > = {
    '/v2.0/.well-known/openid-configuration': (_, response) =>
      send(response, 200, {
        ...{ issuer, jwks_uri: `${base}/discovery/v2.0/keys` },
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: ['client_secret_post'],
        ...{ response_types_supported: ['code'], subject_types_supported: ['pairwise'] },
        ...{ id_token_signing_alg_values_supported: ['RS256'], scopes_supported: ['openid', 'profile'] },
      }),
    '/discovery/v2.0/keys': (_, response) => send(response, 200, tokens.keys),
    '/oauth2/v2.0/authorize': (_, response, url) => {
      const account = people.find(({ oid }) => oid === url.searchParams.get('as'));
      if (account) return goBack(response, url, account);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(whoPage(url, people));
    },
    '/oauth2/v2.0/token': async (request, response) => {
      const body = await collect(request, { mostBytes: 10_000, ms: 10_000 });
      if (typeof body === 'number') return send(response, body, { error: 'invalid_request' });
      const { status, answer } = redeem(new URLSearchParams(body.toString('utf8')));
      send(response, status, answer);
    },
  };

  function goBack(response: ServerResponse, url: URL, account: Account): void {
    const asked = Object.fromEntries(url.searchParams);
    const fits =
      asked.client_id === clientId &&
      asked.response_type === 'code' &&
      asked.code_challenge_method === 'S256';
    if (!fits) {
      send(response, 400, { error: 'invalid_request' });
      return;
    }
    const code = randomBytes(24).toString('base64url');
    const {
      nonce = '',
      code_challenge: challenge = '',
      redirect_uri: redirect = '',
      state: word = '',
    } = asked;
    codes.set(code, { account, nonce, challenge, redirect });
    response.writeHead(302, { location: `${redirect}?${new URLSearchParams({ code, state: word })}` }).end();
  }

  function redeem(form: URLSearchParams): { readonly status: number; readonly answer: object } {
    const grant = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isOurs = form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
    if (!isOurs) return { status: 401, answer: { error: 'invalid_client' } };
    if (!grant || grant.challenge !== challenge || grant.redirect !== form.get('redirect_uri'))
      return { status: 400, answer: { error: 'invalid_grant', error_description: 'AADSTS54005' } };
    const token = tokens.issue(grant.account, grant.nonce, state.twist);
    return {
      status: 200,
      answer: {
        token_type: 'Bearer',
        scope: 'openid profile',
        expires_in: 3_600,
        access_token: 'opaque',
        id_token: token,
      },
    };
  }

  return {
    settings: { issuer, tenant, clientId, clientSecret },
    /** What the next tokens say beside the truth. */
    twist: (twist: Twist): void => {
      state.twist = twist;
    },
    close: server.close,
  };
}

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Nobody has a password here. */
const whoPage = (
  url: URL,
  people: readonly Account[],
): string => `<!doctype html><meta charset="utf-8"><title>Sign in (sandbox)</title>
<h1>Sign in (sandbox)</h1><p>This stands in for your company's sign-in. Who are you?</p>
${people.map(({ oid, name }) => `<p><a href="${escaped(`${url.pathname}?${url.searchParams}&as=${oid}`)}">${escaped(name)}</a>, with a second factor</p>`).join('\n')}`;

import type { IncomingMessage } from 'node:http';
import type { Answer } from '../wire/answer.ts';
import type { Principal, Tokens } from './token.ts';

/** Where App Service would put its managed identity endpoint. */
export const IDENTITY_PATH = '/oauth2/token';

/**
 * Answers as App Service's managed identity endpoint: version 2019-08-01 with the header x-identity-header, and 2017-09-01
 * with `secret`, as Microsoft's older command line asks.
 */
export function answerIdentity(
  request: IncomingMessage,
  url: URL,
  secret: string,
  tokens: Tokens,
  who: Principal,
  /** Client ids of other identities that this machine has. */
  others: ReadonlySet<string>,
): Answer {
  const version = url.searchParams.get('api-version');
  const older = version === '2017-09-01';
  if (!older && version !== '2019-08-01')
    return refusal(400, `The api-version '${version}' is not supported; write 2019-08-01 or 2017-09-01.`);
  const given = request.headers[older ? 'secret' : 'x-identity-header'];
  if (given !== secret) return refusal(401, 'The identity header is missing or wrong.');
  const resource = url.searchParams.get('resource');
  if (!resource) return refusal(400, 'The parameter resource is missing.');
  const asked = url.searchParams.get('client_id')?.toLowerCase() ?? who.clientId;
  if (asked !== who.clientId && !others.has(asked))
    return refusal(
      400,
      `No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.`,
    );
  const { token, expiresOn } = tokens.issue(resource, asked, url.searchParams.get('tenant') ?? undefined);
  return {
    status: 200,
    body: {
      access_token: token,
      expires_on: String(expiresOn),
      resource,
      token_type: 'Bearer',
      client_id: asked,
    },
  };
}

const refusal = (status: number, message: string): Answer => ({
  status,
  body: { statusCode: status, message },
});

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ArmError } from '../wire/answer.ts';

/** Who calls: the service principal that the sandbox's identity endpoint gives tokens for, unless it is asked for another. */
export interface Principal {
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
  /** Resource id of the thing that has the managed identity. */
  readonly resource: string;
}

/** Makes and checks tokens. Their life is real time: clients cache them by their own clock. */
export interface Tokens {
  issue(
    audience: string,
    clientId?: string,
    tenantId?: string,
  ): { readonly token: string; readonly expiresOn: number };
  /** Answers the client id of the caller. Throws ARM's 401 for a missing token, an expired one, one that was not made here or one for another resource. */
  check(authorization: string | undefined, audiences: readonly string[]): string;
}

/** The tenant that a checked token is of. */
export const tenantOf = (authorization: string | undefined): string =>
  String(JSON.parse(Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString()).tid);

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens in the shape of Entra's, signed with a key of this run. `lifeSeconds` may be negative, to try expiry; `login` is where they are said to be got. */
export function createTokens(who: Principal, lifeSeconds: number, login: string): Tokens {
  const key = randomBytes(32);
  const refuse = (code: string, message: string): ArmError => refusal(login, code, message);
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  return {
    issue(audience, clientId = who.clientId, tenantId = who.tenantId) {
      const issued = Math.floor(Date.now() / 1000);
      const expiresOn = issued + lifeSeconds;
      const claims = {
        aud: audience,
        iss: `https://sts.windows.net/${tenantId}/`,
        iat: issued,
        nbf: issued,
        exp: expiresOn,
        appid: clientId,
        idtyp: 'app',
        oid: who.objectId,
        sub: who.objectId,
        tid: tenantId,
        ver: '1.0',
        xms_mirid: who.resource,
      };
      const text = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`;
      return { token: `${text}.${sign(text)}`, expiresOn };
    },
    check(authorization, audiences) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (!token)
        throw refuse(
          'AuthenticationFailed',
          "Authentication failed. The 'Authorization' header is missing or is not a bearer token.",
        );
      const claims = verified(token, sign);
      if (!claims) throw refuse('InvalidAuthenticationToken', 'The access token is invalid.');
      if (Number(claims.exp) * 1000 <= Date.now())
        throw refuse(
          'ExpiredAuthenticationToken',
          `The access token expiry UTC time '${new Date(Number(claims.exp) * 1000).toISOString()}' is earlier than current UTC time '${new Date().toISOString()}'.`,
        );
      const audience = String(claims.aud);
      if (!audiences.includes(audience.replace(/\/$/, '')))
        throw refuse(
          'InvalidAuthenticationTokenAudience',
          `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match with one of the allowed audiences ${audiences.map((a) => `'${a}/','${a}'`).join(',')}.`,
        );
      return String(claims.appid);
    },
  };
}

function verified(token: string, sign: (text: string) => string): Record<string, unknown> | undefined {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(`${head}.${claims}`));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
}

function refusal(login: string, code: string, message: string): ArmError {
  return new ArmError(401, code, message, {
    'www-authenticate': `Bearer authorization_uri="${login}/common/oauth2/authorize", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`,
  });
}

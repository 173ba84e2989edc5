import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A person as Entra's tokens have them. */
export interface Account {
  readonly oid: string;
  readonly name: string;
}

/** What a token may be made to say, for trying what must not be believed. */
export interface Twist {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signed by a key that the issuer does not publish. */
  readonly otherKey?: true;
  /** No signature, and an algorithm that says so. */
  readonly unsigned?: true;
}

/** Signs ID tokens like Entra: RS256, version 2.0. */
export function createIdTokens(issuer: string, tenant: string, clientId: string) {
  const pair = (): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } =>
    generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [own, other] = [pair(), pair()];
  return {
    keys: { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }] },
    issue(account: Account, nonce: string, { claims = {}, otherKey, unsigned }: Twist = {}): string {
      const now = Math.floor(Date.now() / 1000);
      const said = {
        ...{ iss: issuer, aud: clientId, tid: tenant, ver: '2.0', nonce },
        ...{ sub: `pairwise-${account.oid}`, oid: account.oid, name: account.name },
        ...{ iat: now, nbf: now, exp: now + 3_600, auth_time: now, amr: ['pwd', 'mfa'] },
        ...claims,
      };
      const text = `${part({ typ: 'JWT', alg: unsigned ? 'none' : 'RS256', kid: KEY_ID })}.${part(said)}`;
      if (unsigned) return `${text}.`;
      const key = otherKey ? other.privateKey : own.privateKey;
      return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
    },
  };
}

const KEY_ID = 'sandbox-1';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

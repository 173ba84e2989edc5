import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { NATIONAL_CLOUDS } from '../../../src/settings/national-clouds.ts';

export const APP_ID = '22222222-2222-4222-8222-222222222222';
export const TENANT = '11111111-1111-4111-8111-111111111111';

export interface Claims {
  readonly [claim: string]: unknown;
}

/** Signs tokens as the Bot Framework does, with a key that the app knows by another id at each address. */
export interface Signer {
  /** The documents in which the key is published, by path. */
  readonly documents: Readonly<Record<string, unknown>>;
  /** A good token; each part can be spoilt. */
  token(claims?: Claims, header?: Claims, key?: KeyObject | 'none' | 'hmac'): string;
  readonly otherKey: KeyObject;
}

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
/** Made once, since it takes long. */
const own = pair();
const other = pair();

export function createSigner(url: string, issuer = NATIONAL_CLOUDS.public.bot.issuer): Signer {
  const { publicKey, privateKey } = own;
  const kid = `key-${url}`;
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', endorsements: ['msteams'] };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    documents: {
      '/openid': { issuer, jwks_uri: `${url}keys`, id_token_signing_alg_values_supported: ['RS256'] },
      '/keys': { keys: [jwk] },
    },
    otherKey: other.privateKey,
    token(claims = {}, header = {}, key = privateKey) {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: issuer, aud: APP_ID, nbf: now - 10, exp: now + 600, serviceurl: url, ...claims };
      const algorithm = key === 'none' ? 'none' : key === 'hmac' ? 'HS256' : 'RS256';
      const signed = `${part({ alg: algorithm, typ: 'JWT', kid, ...header })}.${part(payload)}`;
      return `${signed}.${signature(signed, key, publicKey)}`;
    },
  };
}

/** With `hmac` the public key serves as a shared secret: what a careless verifier would take. */
function signature(text: string, key: KeyObject | 'none' | 'hmac', publicKey: KeyObject): string {
  if (key === 'none') return '';
  if (key !== 'hmac') return sign('sha256', Buffer.from(text), key).toString('base64url');
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  return createHmac('sha256', pem).update(text).digest('base64url');
}

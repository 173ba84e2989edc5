import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** Signs what is said of the log. */
export interface Signer {
  /** By which the key is told from others: 16 hex digits of the SHA-256 of its public half. */
  readonly id: string;
  sign(text: string): string;
}

/** Tells whether a key signed something, without being able to sign. */
export interface Verifier {
  readonly id: string;
  fits(text: string, signature: string): boolean;
}

/** Something that is no key; the message says what to write and never what was found. */
export class NotAKey extends Error {
  override name = 'NotAKey';
}

/** A new pair, as PEM: the private half (PKCS 8) for Ajar, the public one (SPKI) for whoever verifies. */
export function makeKeys(): { readonly id: string; readonly private: string; readonly public: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    id: idOf(publicKey),
    private: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    public: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Reads a private key: PEM, also on one line with `\n` written out, as some keepers of secrets give it. Throws `NotAKey`. */
export function signerOf(text: string): Signer {
  const key = ed25519(() => createPrivateKey(text.replaceAll('\\n', '\n')), 'a private key');
  return {
    id: idOf(createPublicKey(key)),
    sign: (said) => sign(null, Buffer.from(said, 'utf8'), key).toString('base64url'),
  };
}

/** Reads the public keys in a text, such as a file with one from before and one from after a change. Throws `NotAKey`. */
export function verifiersOf(text: string): readonly Verifier[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  if (blocks.length === 0) throw new NotAKey(wanted('a public key'));
  return blocks.map((pem) => {
    const key = ed25519(() => createPublicKey(pem), 'a public key');
    return {
      id: idOf(key),
      fits: (said, signature) =>
        verify(null, Buffer.from(said, 'utf8'), key, Buffer.from(signature, 'base64url')),
    };
  });
}

function ed25519(read: () => KeyObject, what: string): KeyObject {
  const key = orUndefined(read);
  if (key?.asymmetricKeyType !== 'ed25519') throw new NotAKey(wanted(what));
  return key;
}

function orUndefined(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    // OpenSSL's words say nothing that helps, and may show a part of the key.
    return undefined;
  }
}

const wanted = (what: string): string => `write ${what} for Ed25519 as PEM, as "ajar audit keygen" makes it`;

const idOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

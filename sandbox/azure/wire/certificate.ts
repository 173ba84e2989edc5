import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate for this run: naming localhost and 127.0.0.1, its public half in a file that clients can be given. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Path of the PEM file, for NODE_EXTRA_CA_CERTS and REQUESTS_CA_BUNDLE. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes a self-signed certificate; the private key never leaves the process. */
export async function createCertificate(): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'ajar-sandbox-'));
  const path = join(folder, 'certificate.pem');
  await writeFile(path, made.cert);
  return { key: made.private, cert: made.cert, path, remove: () => rm(folder, { recursive: true }) };
}

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

export interface CompanyProxy {
  readonly url: string;
  /** PEM of the authority that signs for every host. */
  readonly ca: string;
  /** What came through, as `host:port`. */
  readonly tunnels: string[];
  /** What was asked for inside, as `POST https://host/path`. */
  readonly asked: string[];
  /** Asked for in the clear, without a tunnel. */
  readonly plain: string[];
  /** What is answered instead of a tunnel, by host. */
  readonly refused: Map<string, number>;
  close(): Promise<void>;
}

export type Answerer = (request: IncomingMessage, response: ServerResponse) => unknown;
export type Upgrader = (request: IncomingMessage, socket: Socket) => void;

const AUTHORITY = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
] as const;

/**
 * A proxy that opens TLS, as companies have them: it answers for every host itself, with a certificate that an authority of its
 * own signs. Where a host name is made up, nobody else could.
 */
export async function startCompanyProxy(answer: Answerer, upgrade?: Upgrader): Promise<CompanyProxy> {
  const [tunnels, asked, plain] = [[] as string[], [] as string[], [] as string[]];
  const refused = new Map<string, number>();
  const authority = await createAuthority();
  const inside = createSecureServer({ SNICallback: authority.contextFor }, (request, response) => {
    asked.push(`${request.method} https://${request.headers.host}${request.url}`);
    answer(request, response);
  });
  inside.on('upgrade', (request, socket: Socket) => {
    asked.push(`UPGRADE https://${request.headers.host}${request.url}`);
    upgrade?.(request, socket);
  });
  const server = createServer((request, response) => {
    plain.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const to = request.url ?? '';
    tunnels.push(to);
    socket.on('error', () => undefined); // whoever does not trust us hangs up
    const status = refused.get(to.split(':')[0] ?? '');
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    inside.emit('connection', socket);
  });
  inside.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ ca: authority.ca, tunnels, asked, plain, refused },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function createAuthority() {
  const name = [{ name: 'commonName', value: `Company ${randomUUID()}` }];
  const made = { keyType: 'ec', algorithm: 'sha256' } as const;
  const own = await generate(name, { ...made, extensions: [...AUTHORITY] });
  const contexts = new Map<string, Promise<SecureContext>>();
  const make = async (host: string): Promise<SecureContext> => {
    const leaf = await generate([{ name: 'commonName', value: host }], {
      ...made,
      ca: { key: own.private, cert: own.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ],
    });
    return createSecureContext({ key: leaf.private, cert: leaf.cert });
  };
  return {
    ca: own.cert,
    contextFor(host: string, done: (error: Error | null, context?: SecureContext) => void): void {
      const context = contexts.get(host) ?? make(host);
      contexts.set(host, context);
      context.then((made) => done(null, made), done);
    },
  };
}

import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A server on a loopback port. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves over TLS on 127.0.0.1; `port` 0 takes a free one. */
export function serveHttps(handler: Handler, certificate: Certificate, port: number): Promise<Listening> {
  return listen(createHttpsServer({ key: certificate.key, cert: certificate.cert }, guarded(handler)), port);
}

/** Serves plain HTTP on 127.0.0.1. */
export function serveHttp(handler: Handler, port: number): Promise<Listening> {
  return listen(createHttpServer(guarded(handler)), port);
}

/** Only this machine's own names are answered, so that a web page elsewhere cannot reach the sandbox by a name of its own. */
const OWN_HOST = /^(localhost|127\.0\.0\.1)(:\d+)?$/i;

function guarded(handler: Handler) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (!OWN_HOST.test(request.headers.host ?? '')) {
      response.writeHead(421).end('The sandbox answers to localhost and 127.0.0.1 only.\n');
      return;
    }
    handler(request, response).catch((error: Error) => {
      process.stderr.write(`sandbox: ${error.stack}\n`);
      response.destroy();
    });
  };
}

function listen(server: Server, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is taken; choose another, or 0 for a free one.`, { cause: error })
          : error,
      );
    server.once('error', refuse);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', refuse);
      resolve({ port: (server.address() as AddressInfo).port, close: () => closed(server) });
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

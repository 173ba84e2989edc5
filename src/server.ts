import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from './ports/log.ts';
import type { Route } from './ports/web.ts';
import { ConfigError } from './settings.ts';

export interface Server {
  /** Starts to listen; answers the port that it got. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no more requests and waits for those under way. */
  close(): Promise<void>;
}

/** Slow senders hold a socket only so long, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** One HTTP server for every chat app: a table of routes, nothing else is answered. */
export function createHttpServer(routes: readonly Route[], log: Log): Server {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS / 2 },
    (request, response) => {
      void serve(routes, request, response).catch((error: unknown) => {
        log.error({ path: pathOf(request), error }, 'a route failed');
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end('Something went wrong. It was logged.\n');
      });
    },
  );
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(error, host, port)));
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/** What the person who starts it can mend is said as a setting. */
function listenFault(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why = UNFIT[error.code ?? ''];
  return why === undefined ? error : new ConfigError([why(host, port)]);
}

const UNFIT: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) => `PORT: ${port} on ${host} is taken; end what listens there, or set another.`,
  EACCES: (_, port) => `PORT: this user may not listen on ${port}; set one from 1024 on.`,
  EADDRNOTAVAIL: (host) => `AJAR_HOST: this machine has no address ${host}; set one that it has.`,
};

async function serve(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const here = routes.filter((route) => route.path === pathOf(request));
  // A HEAD is a GET whose body Node leaves out.
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = here.find((each) => each.method === method);
  if (route) return route.handle(request, response);
  const status = here.length > 0 ? 405 : 404;
  response
    .writeHead(status, { 'content-type': 'text/plain' })
    .end(status === 405 ? 'Not with this method.\n' : 'Nothing here.\n');
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?')[0] ?? '/';

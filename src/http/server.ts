import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../ports/log.ts';
import type { Route } from '../ports/web.ts';
import { ConfigError } from '../settings/settings.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { refuse, refuseUnread, unfit } from './refuse.ts';

export interface Server {
  /** Starts to listen; answers the port that it got. `settings` are named when it cannot. */
  listen(host: string, port: number, settings?: ListenSettings): Promise<number>;
  /** From now on every answer ends its connection, so that whoever comes again goes to another instance. */
  letGo(): void;
  /** Takes no more connections, and waits for the answers under way. */
  close(): Promise<void>;
  /** Ends what is still there. */
  cut(): void;
}

interface ListenSettings {
  readonly host: string;
  readonly port: string;
}

/** An HTTP server: a table of routes, by exact path and method; nothing else is answered. */
export function createHttpServer(
  routes: readonly Route[],
  log: Log,
  limits: HttpLimits = HTTP_LIMITS,
): Server {
  const answers = new WeakMap<Duplex, ServerResponse>();
  let leaving = false;
  const server = createServer(
    {
      ...{ requestTimeout: limits.requestMs, headersTimeout: limits.headersMs },
      ...{ connectionsCheckingInterval: limits.checkEveryMs, keepAliveTimeout: limits.keepMs },
      maxHeaderSize: limits.mostHeaderBytes,
      // Not even when Node was started with the switch that makes its parser lenient.
      insecureHTTPParser: false,
      requireHostHeader: false,
    },
    (request, response) => {
      answers.set(request.socket, response);
      begin(request, response);
      const fault = unfit(request, limits.mostHeaders);
      if (fault !== undefined) return refuse(response, fault, CLOSE);
      void serve(routes, request, response).catch((error: unknown) => {
        log.error({ path: pathOf(request), error }, 'a route failed');
        refuse(response, 500);
      });
    },
  );
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    response.setHeaders(new Map(Object.entries(SECURITY_HEADERS)));
    if (leaving) response.setHeader('connection', 'close');
    response.once('finish', () => {
      // The rest of a body that nobody read would be waited for, for the sake of the next request.
      if (!request.complete) request.socket.destroySoon();
      if (leaving) setImmediate(() => server.closeIdleConnections());
    });
  };
  // One more than are taken: what is above that Node leaves out without a word.
  server.maxHeadersCount = limits.mostHeaders + 1;
  server.maxConnections = limits.mostConnections;
  // Who only waits makes room for who comes.
  server.on('drop', () => server.closeIdleConnections());
  server.on('clientError', (error, socket) => refuseUnread(error, socket, answers.get(socket)));
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    begin(request, response);
    refuse(response, 417, CLOSE);
  });
  return {
    listen: (host, port, settings = { host: 'AJAR_HOST', port: 'PORT' }) =>
      new Promise((resolve, reject) => {
        const fault = (error: NodeJS.ErrnoException): void =>
          reject(listenFault(error, host, port, settings));
        server.once('error', fault);
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    letGo() {
      leaving = true;
    },
    close() {
      leaving = true;
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
    cut: () => server.closeAllConnections(),
  };
}

const CLOSE = { connection: 'close' };

/** What the person who starts it can mend is said as a setting. */
function listenFault(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
  settings: ListenSettings,
): Error {
  const why = UNFIT[error.code ?? ''];
  return why === undefined ? error : new ConfigError([why(host, port, settings)]);
}

const UNFIT: Readonly<Record<string, (host: string, port: number, settings: ListenSettings) => string>> = {
  EADDRINUSE: (host, port, settings) =>
    `${settings.port}: ${port} on ${host} is taken; end what listens there, or set another.`,
  EACCES: (_, port, settings) =>
    `${settings.port}: this user may not listen on ${port}; set one from 1024 on.`,
  EADDRNOTAVAIL: (host, _, settings) =>
    `${settings.host}: this machine has no address ${host}; set one that it has.`,
};

async function serve(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const here = routes.filter((route) => route.path === pathOf(request));
  // A HEAD is a GET whose body Node leaves out. No header stands for another method.
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = here.find((each) => each.method === method);
  if (route) return route.handle(request, response);
  if (here.length === 0) return refuse(response, 404);
  const allow = here.flatMap((each) => (each.method === 'GET' ? ['GET', 'HEAD'] : [each.method]));
  refuse(response, 405, { allow: allow.join(', ') });
}

/** As it was sent: nothing is decoded, joined or cut short, so that no two ways of writing lead to one door. */
const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?')[0] ?? '/';

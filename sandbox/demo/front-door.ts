import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The proxy before a bot, as a company has one: it alone says where people come from. */
export interface FrontDoor {
  /** Where people reach the bot's pages. */
  readonly address: string;
  /** The port on which the bot listens, once it does. */
  connect(port: number): void;
  close(): Promise<void>;
}

/** Opens it on loopback; an address of this machine stands for the public one that `publicAddress` names. Takes another port where `port` is taken. */
export async function openFrontDoor(
  publicAddress: (loopback: string) => string,
  port = 0,
): Promise<FrontDoor> {
  let bot = 0;
  const server = createServer((request, response) => {
    // Only pages: what chat apps send is not for browsers.
    const isPage = /^\/(address|approval)(\/[a-z-]+)?(\?|$)/.test(request.url ?? '');
    if (isPage) passOn(request, response, bot, publicAddress(request.socket.remoteAddress ?? ''));
    else response.writeHead(404).end('Nothing here.\n');
  });
  const listen = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port).catch(() => listen(0));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connect: (own) => {
      bot = own;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whatever the client says of itself, its address is added behind it, as proxies do. */
function passOn(request: IncomingMessage, response: ServerResponse, port: number, from: string): void {
  const { method, url: path, headers } = request;
  const said = headers['x-forwarded-for'];
  const chain = [...(said === undefined ? [] : [said].flat()), from].join(', ');
  const sent = send({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...headers, 'x-forwarded-for': chain },
  });
  sent.on('response', (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(response);
  });
  sent.on('error', () => response.writeHead(502).end('The bot does not answer.\n'));
  request.pipe(sent);
}

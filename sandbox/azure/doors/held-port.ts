import { connect, createServer, type Server, type Socket } from 'node:net';

/** A loopback port that is ours for as long as it is held, whether or not anything listens on it. */
export interface HeldPort {
  readonly number: number;
  listen(onConnection: (socket: Socket) => void): Promise<void>;
  /** Refuses new connections; established ones go on, as Azure's do. */
  unlisten(): Promise<void>;
  release(): Promise<void>;
}

/** Gives out ports that keep their number. */
export interface PortHolder {
  hold(): Promise<HeldPort>;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * A port is held by a connection of our own whose local end is that port: while it stands, the system gives the number to
 * nobody, and a connection to it is refused since nothing listens. Linux lets us listen beside such a connection; where a
 * system does not, it is dropped before listening and made again after, and only that moment is unguarded.
 */
export async function createPortHolder(): Promise<PortHolder> {
  const anchor = createServer((socket) => socket.on('error', () => socket.destroy()));
  await listenOn(anchor, 0);
  const held = new Set<HeldPort>();
  return {
    async hold() {
      const port = await firstHeld(portOf(anchor));
      held.add(port);
      return port;
    },
    async close() {
      await Promise.all([...held].map((port) => port.release()));
      await closed(anchor);
    },
  };
}

async function firstHeld(anchor: number): Promise<HeldPort> {
  for (let tries = 0; ; tries++) {
    const probe = createServer();
    await listenOn(probe, 0);
    const number = portOf(probe);
    await closed(probe);
    try {
      return heldPort(number, anchor, await connection(number, anchor));
    } catch (error) {
      if (tries > 20) throw error; // someone else took each number in the moment between
    }
  }
}

function heldPort(number: number, anchor: number, first: Socket): HeldPort {
  let grip: Socket | undefined = first;
  let server: Server | undefined;
  const unlisten = async (): Promise<void> => {
    if (!server) return;
    const closing = server;
    server = undefined;
    closing.close(); // its callback waits for established connections, which are to go on
    grip ??= await connection(number, anchor);
  };
  return {
    number,
    unlisten,
    async listen(onConnection) {
      const opening = createServer(onConnection);
      try {
        await listenOn(opening, number);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || !grip) throw error;
        grip.resetAndDestroy();
        grip = undefined;
        await listenOn(opening, number);
      }
      server = opening;
    },
    async release() {
      server?.close();
      server = undefined;
      grip?.resetAndDestroy();
      grip = undefined;
      await Promise.resolve();
    },
  };
}

function connection(localPort: number, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: HOST, port, localAddress: HOST, localPort });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => socket.destroy()); // the anchor went away: the sandbox is closing
      resolve(socket.unref());
    });
  });
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

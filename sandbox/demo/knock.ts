import { connect, isIPv6, type Socket } from 'node:net';

/** Somebody who tries a door: the address they come from, and the loopback address that stands for it here, if any does. */
export interface Visitor {
  readonly address: string;
  readonly loopback?: string;
}

/** What became of a try: refused (nothing listens), reset (this source may not enter), or the first line that the VM says. */
export type Knock = 'refused' | 'reset' | { readonly banner: string };

const PATIENCE_MS = 5000;

/** Tries a door of the sandbox over a real socket; `at` is its `127.0.0.1:49001`. Throws where nobody answers in 5 s. */
export async function knock(at: string, { address, loopback }: Visitor): Promise<Knock> {
  const announce = `${proxyLine(address, portOf(at))}\r\n`;
  if (loopback === undefined) return tryDoor(at, { announce });
  try {
    return await tryDoor(at, { localAddress: loopback });
  } catch (error) {
    // macOS has no 127.0.0.x but 127.0.0.1; from there a first line in the PROXY protocol names the source.
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error;
    return tryDoor(at, { announce });
  }
}

/** The first line, in the PROXY protocol, that says from where somebody comes. */
export const proxyLine = (address: string, port: number | string): string =>
  `PROXY ${isIPv6(address) ? 'TCP6' : 'TCP4'} ${address} 127.0.0.1 50000 ${port}`;

const portOf = (at: string): number => Number(at.slice(at.lastIndexOf(':') + 1));

function tryDoor(at: string, how: { localAddress?: string; announce?: string }): Promise<Knock> {
  const { announce, ...bind } = how;
  const socket = connect({ host: '127.0.0.1', port: portOf(at), ...bind });
  if (announce !== undefined) socket.write(announce);
  return new Promise<Knock>((resolve, reject) => {
    let said = '';
    let connected = false;
    socket.setTimeout(PATIENCE_MS, () =>
      reject(new Error(`${at} lets ${JSON.stringify(how)} in and says nothing.`)),
    );
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (piece) => {
      said += piece.toString('latin1');
      if (said.includes('\n')) resolve({ banner: said.trim() });
    });
    socket.on('close', () => resolve(connected ? 'reset' : 'refused'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve('refused');
      else if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve('reset');
      else reject(error);
    });
  }).finally(() => end(socket));
}

const end = (socket: Socket): void => void socket.destroy();

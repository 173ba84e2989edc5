import { isIP, type Socket } from 'node:net';

const LONGEST_LINE = 107; // the PROXY protocol's own limit for version 1
const PATIENCE_MS = 150;

/**
 * Where a connection comes from, as the network would see it: the public address that the scenario gives its loopback
 * address, or what a first line `PROXY TCP4 203.0.113.7 …` says. Only connections from 127.0.0.1 may bring such a line (they
 * are waited for a moment), so that others get their banner at once.
 */
export async function sourceOf(socket: Socket, publicAddress: (loopback: string) => string): Promise<string> {
  const remote = socket.remoteAddress ?? '';
  const mapped = publicAddress(remote);
  if (remote !== '127.0.0.1') return mapped;
  const line = await firstLine(socket);
  const [word, , source = ''] = line.split(' ');
  return word === 'PROXY' && isIP(source) ? source : mapped;
}

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.off('data', read).off('close', done);
      socket.pause();
      resolve(text.split('\r\n')[0] ?? '');
    };
    const read = (piece: Buffer): void => {
      text += piece.toString('latin1');
      if (text.includes('\r\n') || text.length > LONGEST_LINE || !'PROXY '.startsWith(text.slice(0, 6)))
        done();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    socket.on('data', read).on('close', done);
  });
}

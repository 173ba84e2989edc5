import { demo } from '../scenarios/demo.ts';
import { proxyLine } from './knock.ts';

/** A command that tries a door of the demo, `127.0.0.1:49001`, as somebody at this address would. */
export function tryIt(socket: string, address: string, platform: NodeJS.Platform = process.platform): string {
  const [host = '', port = ''] = socket.split(':');
  const loopback = Object.entries(demo.sources ?? {}).find(([, source]) => source === address)?.[0];
  // macOS has no 127.0.0.x but 127.0.0.1; there, and for other addresses, a first line says who comes.
  if (loopback !== undefined && platform !== 'darwin')
    return `curl -s --max-time 2 --interface ${loopback} telnet://${socket}`;
  return `printf '${proxyLine(address, port)}\\r\\n' | nc -w 2 ${host} ${port}`;
}

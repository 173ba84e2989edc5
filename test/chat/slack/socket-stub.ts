import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SocketStub {
  /** For apps.connections.open to give out. */
  readonly url: string;
  /** How many connected so far. */
  readonly connections: number;
  /** What came from the last who connected. */
  readonly received: object[];
  send(message: object): void;
  /** Set to be silent to whoever connects. */
  silent: boolean;
  /** Ends the connection, as Slack does every few hours. */
  drop(): void;
  close(): Promise<void>;
}

/** The far end of Socket Mode: as much of RFC 6455 as short texts need. */
export async function startSocketStub(): Promise<SocketStub> {
  const server = createServer();
  let socket: Socket | undefined;
  let connections = 0;
  const received: object[] = [];
  server.on('upgrade', (request, opened: Socket) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${GUID}`)
      .digest('base64');
    opened.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    opened.on('data', (bytes: Buffer) => {
      for (const { opcode, text } of framesIn(bytes))
        if (opcode === CLOSING) opened.end(CLOSED);
        else if (opcode === 1) received.push(JSON.parse(text) as object);
    });
    opened.on('error', () => undefined); // dropped, as ordered
    socket = opened;
    connections += 1;
    if (!stub.silent) send({ type: 'hello', num_connections: 1 });
  });
  const send = (message: object): void => void socket?.write(frame(JSON.stringify(message)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: SocketStub = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    get connections() {
      return connections;
    },
    ...{ received, send, silent: false },
    drop: () => void socket?.end(CLOSED),
    close: () =>
      new Promise((resolve) => {
        socket?.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}

const CLOSING = 8;
/** A close frame that says that all is well. */
const CLOSED = Buffer.from([0x80 | CLOSING, 0x02, 0x03, 0xe8]);
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function frame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(126, 1);
  head.writeUInt16BE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

/** A client's frames are masked. */
function* framesIn(bytes: Buffer): Generator<{ readonly opcode: number; readonly text: string }> {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    const mask = at + (short === 126 ? 4 : 2);
    const body = bytes.subarray(mask + 4, mask + 4 + length);
    yield {
      opcode,
      text: Buffer.from(body.map((byte, n) => byte ^ (bytes[mask + (n % 4)] ?? 0))).toString(),
    };
    at = mask + 4 + length;
  }
}
